import type { z } from "zod";
import { addProblem, type InputError, InvalidError, maxListed, type Problems, quoted } from "@/lib/errors";

/**
 * The input by its schema.
 * @param known problems that were found already; what the schema says of the same places is left out
 * @throws InvalidError with every problem, within its limits
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  known: Problems = { listed: [], more: 0 },
): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: plainly });
  if (parsed.success && known.listed.length === 0) return parsed.data;
  const problems = { ...known, listed: [...known.listed] };
  if (!parsed.success && known.listed.length < maxListed) {
    const places = new Set(known.listed.map(({ path }) => path));
    const found = problemsOf(parsed.error);
    for (const error of found.listed) if (!places.has(error.path)) addProblem(problems, () => error);
    problems.more += found.more;
  }
  throw new InvalidError(problems.listed, problems.more);
}

/** The problems zod found, each with its path as a person would write it: `FieldsMappings[3].value`. Unknown fields by name. */
function problemsOf({ issues }: z.ZodError): Problems {
  const problems: Problems = { listed: [], more: 0 };
  collect(problems, issues, []);
  return problems;
}

type Issue = z.core.$ZodIssue;

const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

/** What to write, in words, where the schema says nothing of its own. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    const kind = kinds[issue.expected];
    if (kind === undefined) return undefined;
    return issue.input === undefined ? "is required" : `must be ${kind}`;
  }
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(", ")}`;
  }
  return undefined;
}

function collect(problems: Problems, issues: readonly Issue[], within: PropertyKey[]): void {
  for (const issue of issues) {
    const place = [...within, ...issue.path];
    const meant = issue.code === "invalid_union" ? closest(issue.errors) : undefined;
    if (meant) collect(problems, meant, place);
    else if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) addProblem(problems, () => unknownField(place, key));
    } else
      addProblem(problems, () => ({
        path: pathText(place),
        ...lineOf(issue),
        message: messageOf(place, issue),
      }));
  }
}

function unknownField(place: PropertyKey[], key: string): InputError {
  return { path: pathText([...place, key]), message: `The field "${quoted(key)}" is not known; remove it.` };
}

/** What has no path is the whole body. */
function messageOf(place: PropertyKey[], { message }: Issue): string {
  return place.length === 0 && /^[a-z]/.test(message) ? `The body ${message}.` : message;
}

function lineOf(issue: Issue): { line?: number } {
  return issue.code === "custom" && typeof issue.params?.line === "number" ? { line: issue.params.line } : {};
}

/** Of the shapes that are allowed, the one that what was sent resembles: it is not even of the others' type. */
function closest(shapes: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const alike = shapes.filter(
    (issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

/** As a person would write it, its names cut to a length that can be read. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const name = quoted(String(part));
    return text === "" ? name : `${text}.${name}`;
  }, "");
}
