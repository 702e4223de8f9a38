import type { z } from "zod";
import type { InputError } from "@/lib/errors";

/** Every problem zod found, each with its path as a person would write it: `FieldsMappings[3].value`. Unknown fields by name. */
export function inputErrors(error: z.ZodError): InputError[] {
  return error.issues.flatMap((issue): InputError[] => {
    const path = pathText(issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        message: `The field "${key}" is not known; remove it.`,
      }));
    }
    const line =
      issue.code === "custom" && typeof issue.params?.line === "number" ? { line: issue.params.line } : {};
    return [{ path, ...line, message: issue.message }];
  });
}

function pathText(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}
