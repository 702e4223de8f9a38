import { ExpectedError, InvalidError, reasonOf } from "@/lib/errors";
import { isDatabaseAway } from "@/lib/web/unexpected";
import { type Answer, OptionError } from "./command";

/** What the exit code says, as the help lists it. */
export const exitCodes = { done: 0, refused: 1, misuse: 2, databaseAway: 3 } as const;

/** What was asked cannot be understood. */
export class UsageError extends Error {}

/** Prints what a command did. @returns the exit code */
export function printAnswer(
  { out = [], notes = [], json, exitCode = exitCodes.done }: Answer,
  asJson: boolean,
): number {
  if (asJson) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  else {
    for (const line of notes) process.stderr.write(`${line}\n`);
    for (const line of out) process.stdout.write(`${line}\n`);
  }
  return exitCode;
}

/** Prints why a command was not done, on standard error. @returns the exit code */
export function printError(error: unknown, asJson: boolean): number {
  const { title, exitCode, detail } = described(error);
  const errors = error instanceof InvalidError ? { errors: error.errors } : {};
  const lines = asJson
    ? [JSON.stringify({ title, detail, ...errors })]
    : [detail, ...(error instanceof UsageError ? ["npm run admin -- --help tells what there is."] : [])];
  for (const line of lines) process.stderr.write(`${withoutSecrets(line)}\n`);
  return exitCode;
}

/** Tokens and signing secrets that were typed, by their form: terminals and jobs keep what is printed. */
const withoutSecrets = (text: string): string =>
  text.replace(/\b(cbt_[0-9A-Za-z]+_|whsec_)[0-9A-Za-z+/=]+/g, "$1…");

function described(error: unknown): { title: string; exitCode: number; detail: string } {
  if (error instanceof UsageError || error instanceof OptionError)
    return { title: "Misuse", exitCode: exitCodes.misuse, detail: error.message };
  if (error instanceof ExpectedError)
    return { title: "Refused", exitCode: exitCodes.refused, detail: error.message };
  if (isDatabaseAway(error)) {
    const reason = reasonOf(error);
    const title = "The database does not answer";
    return { title, exitCode: exitCodes.databaseAway, detail: `${title} (${reason}).` };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { title: "Unexpected error", exitCode: exitCodes.refused, detail };
}
