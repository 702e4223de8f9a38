// `npm run demo`: prepares what is missing, then runs the demo's supervisor in this very process.
import { prepare } from "./prepare.mjs";

await prepare({ runs: true });
await import("../.build/demo.mjs");
