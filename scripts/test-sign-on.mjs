// `npm run test:sign-on`: signs people in to Callboard with providers as they are: Keycloak, which Maven Central brings and Java
// runs, and Dex, where a program `dex` is on the PATH. A row whose provider is not there says that it was not run.
import { bundle } from "./bundle.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

process.chdir(root);
await prepare();
await bundle({ "sign-on": "e2e/sign-on/main.ts" });
const { main } = await import("../.build/sign-on.mjs");
process.exit(await main(process.argv.slice(2)));
