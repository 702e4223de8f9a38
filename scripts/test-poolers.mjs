// `npm run test:poolers`: starts Callboard behind each pooler and mode of docs/operations/database.md and uses it. The poolers
// are Debian's, `apt-get install pgbouncer pgpool2`; a row without its program says that it was not run.
import { bundle } from "./bundle.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

process.chdir(root);
await prepare();
await bundle({ poolers: "e2e/poolers/main.ts", "faults-receiver": "e2e/faults/receiver-process.ts" });
const { main } = await import("../.build/poolers.mjs");
process.exit(await main(process.argv.slice(2)));
