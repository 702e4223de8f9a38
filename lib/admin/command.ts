import type { z } from "zod";
import { InvalidError } from "@/lib/errors";

/** What the options of one call hold, by name; flags are true when given. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** What a command did: the lines for people, and the same as JSON with the API's field names. */
export type Answer = {
  /** The answer itself: to standard output, alone. */
  out?: string[];
  /** What is said about it: to standard error. */
  notes?: string[];
  /** To standard output instead of both, with --json. */
  json: unknown;
  /** Where it is done and yet not all is well. */
  exitCode?: number;
};

/** One command, as data: what it is called, what it takes and what it does. */
export type Command = {
  /** A noun and a verb, or one word. */
  name: string;
  /** Its options as the help shows them. */
  usage: string;
  /** What it does, in sentences. */
  about: string;
  /** Options with a value. */
  needs?: readonly string[];
  takes?: readonly string[];
  /** What follows its name without an option, as the help shows it: `FILE`. */
  argument?: string;
  /** It finds its database itself, and is run without one. */
  standsAlone?: boolean;
  /** It may be the first to use the embedded database; all others want one that is there. */
  makesDatabase?: boolean;
  /** Options without a value, besides --json and --help. */
  flags?: readonly string[];
  run: (options: Options) => Promise<Answer>;
};

/** An option holds what it never can, whatever is in the database: misuse. */
export class OptionError extends InvalidError {}

/** What options hold. @throws OptionError with what the schema says */
export function read<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new OptionError(problemsOf(parsed.error));
}

/** What came by another way than the command line, such as a password. @throws InvalidError with what the schema says */
export function judge<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidError(problemsOf(parsed.error));
}

const problemsOf = ({ issues }: z.ZodError) =>
  issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));

/** Lines of a table, its columns as wide as what is in them; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, line) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = line > 0 && typeof rows[line - 1]?.[column] === "number";
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
