import type { Command } from "./command";
import { commands } from "./commands";

const called = ({ name, usage }: Command) => `npm run admin -- ${`${name} ${usage}`.trimEnd()}`;

const exitCodes = `Exit codes: 0 done; 1 refused, not found, or something is unaccounted for; 2 misuse, also an
option that cannot hold what it is given; 3 the database does not answer.`;

const json = `--json prints the answer as one JSON document, with the API's field names and times in RFC 3339 UTC, and errors as
{title, detail, errors?} on standard error.`;

/** What `--help` prints. */
export function overview(): string {
  return `Callboard's command line for the operator.

${commands.map((command) => `  ${called(command)}`).join("\n")}

--help after any of them tells its options. They work on DATABASE_DIRECT_URL or DATABASE_URL, else on the embedded
database of DATA_DIR, whether Callboard runs or not.
${json}
${exitCodes}`;
}

/** What `--help` prints after one command. */
export function helpOf(command: Command): string {
  return `${called(command)} [--json]\n\n${command.about}\n\n${exitCodes}`;
}

/** What `--help` prints after a noun that has several commands. */
export function helpOfNoun(noun: string): string {
  const own = commands.filter(({ name }) => name.startsWith(`${noun} `));
  return `${own.map((command) => `${called(command)}\n\n${command.about}`).join("\n\n")}\n\n${json}\n${exitCodes}`;
}
