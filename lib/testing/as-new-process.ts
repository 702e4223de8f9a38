import { afterAll, vi } from "vitest";

/**
 * Vitest's setup file where test files share a process: what one changed of the process is given back, so that the next finds
 * it as new. Our modules are loaded anew for each file. Those of packages stay, which is why a shared process is faster.
 */
const env = { ...process.env };
const folder = process.cwd();
const { fetch } = globalThis;
const listeners = new Map(process.eventNames().map((name) => [name, process.listeners(name as never)]));

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
  globalThis.fetch = fetch;
  process.chdir(folder);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  for (const name of process.eventNames()) {
    for (const listener of process.listeners(name as never)) {
      if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener);
    }
  }
});
