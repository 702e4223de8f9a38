import { once } from "node:events";
import net from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

/**
 * Makes four calls, by the code that makes all, to a server of its own on 127.0.0.1, and compares what is on record with what
 * arrived. Two go out at once, on new connections and then on kept ones, and each is answered by an interim answer first:
 * the record (sent-request.ts) and the passing over (connection.ts) rest on undici's insides, and another version of undici may have others.
 * The agent is its own and opens this one port to nobody else.
 * @throws Error with one sentence for who runs Callboard
 */
export async function assertCallsAreRecorded(): Promise<void> {
  const arrived = new Map<string, string>();
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (head) => {
      const text = head.toString("latin1").trimEnd().replaceAll("\r\n", "\n");
      arrived.set(text.split(" ")[1] ?? "", text);
      socket.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const agent = createGuardedAgent({ allow: [{ kind: "network", text: "127.0.0.1/32", port }] });
  const call = async (path: string) => {
    const url = `http://127.0.0.1:${port}${path}`;
    const record = await sendCallback({ agent, url, headers: [["webhook-id", "self-check"]] });
    const head = arrived.get(path);
    if (head !== undefined && record.request !== head) throw new Error(notRecorded);
    if (record.outcome !== "delivered")
      throw new Error(`Callboard cannot call itself on 127.0.0.1 to see that calls work. ${record.cause}`);
  };
  try {
    await Promise.all([call("/first?a=%20"), call("/second?b='")]);
    // By the next turn both connections are free again.
    await nextTurn();
    await Promise.all([call("/third"), call("/fourth")]);
  } finally {
    await agent.destroy();
    server.close();
  }
}

const notRecorded =
  "A call of Callboard to itself is not on record as it was sent: undici is not the version that package.json names; run `npm ci`.";
