/** Remembers what a test file may change of its process. @returns gives all of it back */
export function rememberProcess(): () => void {
  const env = { ...process.env };
  const folder = process.cwd();
  const { fetch } = globalThis;
  const listeners = new Map(process.eventNames().map((name) => [name, process.listeners(name as never)]));
  return () => {
    globalThis.fetch = fetch;
    // Pools, which all bundles of a process share.
    for (const name of Object.keys(globalThis))
      if (name.startsWith("callboard")) delete (globalThis as Record<string, unknown>)[name];
    process.chdir(folder);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    for (const name of process.eventNames()) {
      for (const listener of process.listeners(name as never)) {
        if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener);
      }
    }
  };
}
