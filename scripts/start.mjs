// `npm start` and `npm run dev`: prepares what is missing, then runs the supervisor in this very process.
import { prepare } from "./prepare.mjs";

const dev = process.argv.includes("--dev");
await prepare({ web: !dev });
await import("../.build/supervisor.mjs");
