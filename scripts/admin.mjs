// `npm run admin -- …`: the operator's command line. Its own output alone goes to stdout.
import { prepare } from "./prepare.mjs";

await prepare({ web: false });
const { runAttached } = await import("../.build/attached.mjs");
process.exit(await runAttached("admin", process.argv.slice(2)));
