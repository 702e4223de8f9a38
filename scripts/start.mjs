// `npm start` and `npm run dev`: prepares what is missing, then runs the supervisor in this very process.
import { prepare } from "./prepare.mjs";

const dev = process.argv.includes("--dev");
await prepare({ dev, runs: !dev });
await import(dev ? "../.build-dev/supervisor.mjs" : "../.build/supervisor.mjs");
