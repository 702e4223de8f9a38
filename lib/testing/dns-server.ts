import dgram from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { answerTo, type DnsCode, type DnsType, questionOf } from "./dns-wire";

/** A DNS server of a test's own: its address for `setServers`, and the names it was asked for, once a question. */
type DnsServer = { address: string; asked: string[] };

/**
 * Addresses (those of the type asked for are the answer), `unknown` (NXDOMAIN), `failing` (SERVFAIL), `refused` (REFUSED),
 * `misread` (FORMERR), or null for silence.
 */
export type DnsDecision = string | string[] | Exclude<DnsCode, "found"> | null;

/** Answers over UDP by `decide`, also later. It ends with the test. */
export async function startDnsServer(
  decide: (name: string, type: DnsType) => DnsDecision | Promise<DnsDecision>,
): Promise<DnsServer> {
  const asked: string[] = [];
  let closed = false;
  const socket = dgram.createSocket("udp4");
  socket.on("message", async (query, from) => {
    const { name, type } = questionOf(query);
    asked.push(name);
    const decision = type === null ? [] : await decide(name, type);
    if (decision === null || closed) return;
    const answer =
      typeof decision === "string" && isCode(decision)
        ? answerTo(query, decision, [])
        : answerTo(
            query,
            "found",
            [decision]
              .flat()
              .filter((text) => text.includes(":") === (type === "AAAA"))
              .map((text) => ({ name, type: type ?? "A", text })),
          );
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => {
    closed = true;
    socket.close();
  });
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}

const isCode = (decision: string): decision is Exclude<DnsCode, "found"> =>
  ["unknown", "failing", "refused", "misread"].includes(decision);
