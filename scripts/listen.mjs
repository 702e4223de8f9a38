// `npm run listen -- --forward http://localhost:3000/hook`: forwards the callbacks of a running Callboard to this machine. Needs no
// database and no settings of Callboard's, only its address and a token.
import { prepare } from "./prepare.mjs";

await prepare({ web: false, attaches: true });
const { main } = await import("../.build/listen.mjs");
process.exit(await main(process.argv.slice(2), process.env));
