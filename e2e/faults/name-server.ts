import { execFile } from "node:child_process";
import dgram from "node:dgram";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Skip } from "./row";
import type { Stage } from "./stage";

/** An address of the loopback network that no name server of the system uses. */
const address = "127.77.53.1";

/**
 * A name server that never answers for names that contain `silent`, and says of all others that they do not exist.
 * @returns how to wrap a program's command so that it asks this server and no other; `asked` counts the questions
 */
export async function startNameServer(
  stage: Stage,
): Promise<{ wrap: (command: string[]) => string[]; asked: () => { silent: number; missing: number } }> {
  try {
    await promisify(execFile)("unshare", ["-m", "true"]);
  } catch {
    throw new Skip(
      "this system does not permit a mount namespace (unshare -m), so the resolver cannot be replaced",
    );
  }
  const server = dgram.createSocket("udp4");
  const asked = { silent: 0, missing: 0 };
  server.on("message", (question, from) => {
    if (question.includes("silent")) {
      asked.silent += 1;
      return;
    }
    asked.missing += 1;
    // The question back, as an answer (QR, RD, RA) with the code NXDOMAIN (RFC 1035, 4.1.1).
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8183, 2);
    server.send(answer, from.port, from.address);
  });
  server.bind(53, address);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Skip(`port 53 of ${address} cannot be used: ${error instanceof Error ? error.message : error}`);
  }
  stage.after(() => {
    server.close();
  });
  const file = path.join(await stage.folder("resolver"), "resolv.conf");
  await writeFile(file, `nameserver ${address}\n`);
  const script = `mount --bind "$0" /etc/resolv.conf && exec "$@"`;
  return { wrap: (command) => ["unshare", "-m", "sh", "-c", script, file, ...command], asked: () => asked };
}
