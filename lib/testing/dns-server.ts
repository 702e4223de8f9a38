import dgram from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** A DNS server of a test's own: its address for `setServers`, and the names it was asked for. */
export type DnsServer = { address: string; asked: string[] };

/**
 * Answers over UDP by `decide`: an IPv4 address, `unknown` (NXDOMAIN), `failing` (SERVFAIL), or null to stay silent. IPv6
 * addresses there are none. The wire format is RFC 1035's, as far as one question goes. It ends with the test.
 */
export async function startDnsServer(
  decide: (name: string) => string | "unknown" | "failing" | null,
): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, type, end } = questionOf(query);
    asked.push(name);
    const decision = decide(name);
    if (decision === null) return;
    const code = decision === "unknown" ? 3 : decision === "failing" ? 2 : 0;
    const address = code === 0 && type === 1 ? decision.split(".").map(Number) : null;
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(address ? 1 : 0, 6);
    head.fill(0, 8);
    // The name again, by reference; type A, class IN, no time to live, four bytes.
    const record = address ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address] : [];
    socket.send(Buffer.concat([head, query.subarray(12, end), Buffer.from(record)]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => {
    socket.close();
  });
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}
