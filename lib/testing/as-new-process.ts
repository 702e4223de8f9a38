import { afterAll, vi } from "vitest";
import { rememberProcess } from "./process-state";

/**
 * Vitest's setup file where test files share a process: what one changed of the process is given back, so that the next finds
 * it as new. Our modules are loaded anew for each file. Those of packages stay, which is why a shared process is faster.
 */
const restoreProcess = rememberProcess();

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
  restoreProcess();
});
