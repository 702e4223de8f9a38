// What takes time says so, and for how long. Plain Node without dependencies, as scripts/prepare.mjs is.

const lineMs = 30_000;
const terminalMs = 2_000;

/**
 * Runs `work`, and prints meanwhile how many seconds it has taken: on a terminal in one line that counts, else a line every half
 * minute, for a log.
 * @param what begins a sentence: "Building the web app"
 */
export async function withElapsed(
  what,
  work,
  { print, terminal = process.stderr, nowMs = () => performance.now() },
) {
  const startedAtMs = nowMs();
  const seconds = () => `${Math.round((nowMs() - startedAtMs) / 1_000)} s`;
  const rewrite = (text) => terminal.write(`\r\x1b[K${text}`);
  if (terminal.isTTY) rewrite(`${what} …`);
  else print(`${what} …`);
  const printElapsed = () =>
    terminal.isTTY ? rewrite(`${what} … ${seconds()}`) : print(`${what} … ${seconds()} so far`);
  const timer = setInterval(printElapsed, terminal.isTTY ? terminalMs : lineMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (terminal.isTTY) rewrite("");
    print(`${what} took ${seconds()}.`);
  }
}
