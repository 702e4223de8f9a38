// `npm run dispatcher`: one more dispatcher, here or on another machine.
import { prepare } from "./prepare.mjs";

await prepare({ web: false, attaches: true });
const { processOf, runAttached } = await import("../.build/attached.mjs");
process.exit(await runAttached(processOf("dispatcher"), { needsRunning: true }));
