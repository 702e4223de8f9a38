import dgram from "node:dgram";
import { once } from "node:events";
import { answerTo, type DnsRecord, type DnsType, questionOf } from "@/lib/testing/dns-wire";
import type { Zone } from "./zone";

/** A name server on port 53 that answers by script, never with the same answer twice where the script says so. */
export async function startNameServer(): Promise<{ learn: (zone: Zone) => void; close: () => void }> {
  const zone: Zone = {};
  const asked = new Map<string, number>();
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, type } = questionOf(query);
    const records = recordsFor(name, type);
    socket.send(answerTo(query, records ? "found" : "unknown", records ?? []), from.port, from.address);
  });
  socket.bind(53, "127.0.0.1");
  await once(socket, "listening");
  return {
    close: () => void socket.close(),
    learn(names) {
      for (const [name, script] of Object.entries(names)) {
        zone[name] = script;
        for (const type of ["A", "AAAA"]) asked.delete(`${type} ${name}`);
      }
    },
  };

  /** Null where the name does not exist. Each type counts its own questions: a resolver asks for both. */
  function recordsFor(name: string, type: DnsType | null): DnsRecord[] | null {
    const script = zone[name];
    if (!script || script.answers.length === 0) return null;
    const times = asked.get(`${type} ${name}`) ?? 0;
    asked.set(`${type} ${name}`, times + 1);
    const { length } = script.answers;
    const records = script.answers[script.cycle ? times % length : Math.min(times, length - 1)] ?? {};
    const chain = [name, ...(records.cname ?? [])];
    const aliases = chain.slice(1).map((text, index): DnsRecord => {
      return { name: chain[index] ?? name, type: "CNAME", text };
    });
    if (type === null) return aliases;
    const addresses = (type === "A" ? records.a : records.aaaa) ?? [];
    const owner = chain.at(-1) ?? name;
    return [...aliases, ...addresses.map((text): DnsRecord => ({ name: owner, type, text }))];
  }
}
