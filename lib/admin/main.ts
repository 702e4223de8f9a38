import { closePool } from "@/lib/db/pool";
import { closePrisma } from "@/lib/db/prisma";
import { readCall, wantsJson } from "./arguments";
import { printAnswer, printError } from "./print";

/** The operator's command line, run on a database that `scripts/admin.mjs` has found. */
async function main(args: string[]): Promise<number> {
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

process.exitCode = await main(process.argv.slice(2));
