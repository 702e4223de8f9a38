import dgram from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { answerTo, type DnsRecord, questionOf, typeA } from "./dns-wire";

/** A DNS server of a test's own: its address for `setServers`, and the names it was asked for. */
export type DnsServer = { address: string; asked: string[] };

/**
 * Answers over UDP by `decide`: an IPv4 address, `unknown` (NXDOMAIN), `failing` (SERVFAIL), or null to stay silent. IPv6
 * addresses there are none. It ends with the test.
 */
export async function startDnsServer(
  decide: (name: string) => string | "unknown" | "failing" | null,
): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, type } = questionOf(query);
    asked.push(name);
    const decision = decide(name);
    if (decision === null) return;
    const code = decision === "unknown" || decision === "failing" ? decision : "found";
    const records: DnsRecord[] =
      code === "found" && type === typeA ? [{ name, type: "A", text: decision }] : [];
    socket.send(answerTo(query, code, records), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => {
    socket.close();
  });
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}
