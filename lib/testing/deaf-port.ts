import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import { setImmediate as nextRound } from "node:timers/promises";

/** A stopped process takes a few connections; a system that takes so many takes them without end. */
const maxFillers = 64;
const unansweredMs = 700;

const listener = `
const server = require("net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(server.address().port));
`;

/**
 * A port of 127.0.0.1 whose SYN nobody answers: a listening process that is stopped, and whose queue of connections is full, so
 * that the kernel drops what comes. Needs no rights. Null where the system takes connections for a stopped process without end.
 * @param after is told what takes it down
 */
export async function startDeafPort(after: (takeDown: () => Promise<void>) => void): Promise<number | null> {
  const child = spawn(process.execPath, ["-e", listener], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const fillers: net.Socket[] = [];
  after(async () => {
    for (const filler of fillers) filler.destroy();
    child.kill("SIGKILL");
    await exit;
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const port = Number(line);
  child.kill("SIGSTOP");
  while (fillers.length < maxFillers) {
    const filler = net.connect(port, "127.0.0.1");
    filler.on("error", () => {});
    fillers.push(filler);
    await Promise.race([
      once(filler, "connect"),
      new Promise((resolve) => setTimeout(resolve, unansweredMs)),
    ]);
    // On a busy machine it may be connected and not have said so: sockets come before the second immediate.
    await nextRound();
    await nextRound();
    if (filler.connecting) return port;
  }
  return null;
}
