import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import { Skip } from "./row";
import type { Stage } from "./stage";

const listener = `
const server = require("net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(server.address().port));
`;

/**
 * A port whose SYN nobody answers: a listening process that is stopped, and whose queue of connections is full, so that the
 * kernel drops what comes. Needs no rights.
 */
export async function silentPort(stage: Stage): Promise<number> {
  stage.assertOpen();
  const child = spawn(process.execPath, ["-e", listener], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  stage.after(async () => {
    child.kill("SIGCONT");
    child.kill("SIGKILL");
    await exit;
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const port = Number(line);
  child.kill("SIGSTOP");
  for (let tries = 0; tries < 64; tries += 1) {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    stage.after(() => socket.destroy());
    const connected = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 700)),
    ]);
    if (!connected) {
      socket.destroy();
      return port;
    }
  }
  throw new Skip(
    "this system takes connections for a stopped process without end, so no SYN stays unanswered",
  );
}
