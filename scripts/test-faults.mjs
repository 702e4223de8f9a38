// `npm run test:faults`: breaks what Callboard stands on, row by row, and examines what must hold all the same.
import { bundle } from "./bundle.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

process.chdir(root);
await prepare({ web: !process.argv.some((argument) => ["--help", "-h", "--list"].includes(argument)) });
await bundle({
  faults: "e2e/faults/main.ts",
  "faults-receiver": "e2e/faults/receiver-process.ts",
  "faults-save": "e2e/faults/save-process.ts",
});
const { main } = await import("../.build/faults.mjs");
process.exit(await main(process.argv.slice(2)));
