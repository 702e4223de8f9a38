import { closePool } from "@/lib/db/pool";
import { closePrisma } from "@/lib/db/prisma";
import { readCall, wantsJson } from "./arguments";
import { exitCodes, printAnswer, printError } from "./print";

/** Answers what needs no database: help and misuse. @returns the exit code, or null when the command is to be run */
export function answerAtOnce(args: string[]): number | null {
  try {
    const call = readCall(args);
    if (!("help" in call)) return null;
    process.stdout.write(`${call.help}\n`);
    return exitCodes.done;
  } catch (error) {
    return printError(error, wantsJson(args));
  }
}

/** Whether the command finds its database itself; the arguments have been understood by then. */
export function standsAlone(args: string[]): boolean {
  const call = readCall(args);
  return "command" in call && call.command.standsAlone === true;
}

/** Whether the command may make the embedded database; the arguments have been understood by then. */
export function makesDatabase(args: string[]): boolean {
  const call = readCall(args);
  return "command" in call && call.command.makesDatabase === true;
}

/** Tells why the command was not run at all: wrong settings, or no database. @returns the exit code */
export function refuse(args: string[], sentence: string, databaseAway: boolean): number {
  const title = databaseAway ? "The database does not answer" : "Wrong settings";
  process.stderr.write(`${wantsJson(args) ? JSON.stringify({ title, detail: sentence }) : sentence}\n`);
  return databaseAway ? exitCodes.databaseAway : exitCodes.refused;
}

/** The operator's command line, run on a database that `scripts/admin.mjs` has found. @returns the exit code */
export async function main(args: string[]): Promise<number> {
  const asJson = wantsJson(args);
  try {
    const call = readCall(args);
    if ("help" in call) return printAnswer({ out: [call.help], json: call.help }, false);
    return printAnswer(await call.command.run(call.options), asJson);
  } catch (error) {
    return printError(error, asJson);
  } finally {
    await Promise.all([closePrisma(), closePool()]);
  }
}
