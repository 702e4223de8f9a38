// `npm run api`: the API as a process of its own, here or on another machine.
import { prepare } from "./prepare.mjs";

await prepare({ web: false, attaches: true });
const { runAttached } = await import("../.build/attached.mjs");
const api = async (env) => {
  Object.assign(process.env, env);
  const { serve } = await import("../.build/api.mjs");
  return serve();
};
process.exit(await runAttached(api, { needsRunning: true, serves: true }));
