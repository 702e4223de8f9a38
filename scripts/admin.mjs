// `npm run admin -- …`: the operator's command line. Its own output alone goes to stdout. Help and misuse need no database.
import { prepare } from "./prepare.mjs";

await prepare({ web: false, attaches: true });
const { inThisProcess, loadDotEnv, runAttached } = await import("../.build/attached.mjs");
loadDotEnv();
const { answerAtOnce, main, makesDatabase, refuse, standsAlone } = await import("../.build/admin.mjs");
const args = process.argv.slice(2);
const exitCode =
  answerAtOnce(args) ??
  (standsAlone(args)
    ? await main(args)
    : await runAttached(
        inThisProcess(() => main(args)),
        {
          makesDatabase: makesDatabase(args),
          refuse: (sentence, { databaseAway }) => refuse(args, sentence, databaseAway),
        },
      ));
// What was written before is out when this is.
process.stdout.write("", () => process.exit(exitCode));
