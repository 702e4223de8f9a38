// `npm run admin -- …`: the operator's command line. Its own output alone goes to stdout. Help and misuse need no database.
import { prepare } from "./prepare.mjs";

await prepare({ web: false });
const args = process.argv.slice(2);
const { answerAtOnce, refuse } = await import("../.build/admin-arguments.mjs");
const exitCode = answerAtOnce(args);
if (exitCode !== null) process.exit(exitCode);
const { runAttached } = await import("../.build/attached.mjs");
process.exit(
  await runAttached("admin", args, {
    refuse: (sentence, { databaseAway }) => refuse(args, sentence, databaseAway),
  }),
);
