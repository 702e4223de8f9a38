import type { z } from "zod";
import type { InputError } from "@/lib/errors";

/** More than these help nobody; a batch of a thousand events could have several thousand. */
const mostListed = 100;

/** Every problem zod found, each with its path as a person would write it: `FieldsMappings[3].value`. Unknown fields by name. */
export function inputErrors(error: z.ZodError): InputError[] {
  return listed(error.issues, []);
}

/** At most 100 problems, and how many more there are. */
export function shortened(errors: InputError[]): InputError[] {
  if (errors.length <= mostListed) return errors;
  const more = (errors.length - mostListed).toLocaleString("en");
  return [
    ...errors.slice(0, mostListed),
    { path: "", message: `There are ${more} more problems, which are not listed.` },
  ];
}

type Issue = z.core.$ZodIssue;

function listed(issues: readonly Issue[], within: PropertyKey[]): InputError[] {
  return issues.flatMap((issue): InputError[] => {
    const path = pathText([...within, ...issue.path]);
    const meant = issue.code === "invalid_union" ? closest(issue.errors) : undefined;
    if (meant) return listed(meant, [...within, ...issue.path]);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: pathText([...within, ...issue.path, key]),
        message: `The field "${key}" is not known; remove it.`,
      }));
    }
    const line =
      issue.code === "custom" && typeof issue.params?.line === "number" ? { line: issue.params.line } : {};
    return [{ path, ...line, message: issue.message }];
  });
}

/** Of the shapes that are allowed, the one that what was sent resembles: it is not even of the others' type. */
function closest(shapes: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const alike = shapes.filter(
    (issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

function pathText(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}
