import { parseIpv4, parseIpv6 } from "@/lib/address/ip-address";

/** DNS messages as far as a test's own name server goes: one question, answers of three types (RFC 1035, RFC 3596). */

export const typeA = 1;
export const typeAaaa = 28;

export type DnsQuestion = { name: string; type: number; end: number };
/** `text` is an address, or for a CNAME the name it points to; `name` is whose record it is. */
export type DnsRecord = { name: string; type: "A" | "AAAA" | "CNAME"; text: string };
export type DnsCode = "found" | "failing" | "unknown";

const codes: Record<DnsCode, number> = { found: 0, failing: 2, unknown: 3 };
const types = { A: typeA, AAAA: typeAaaa, CNAME: 5 } as const;

/** The question of a query; its name in lower case, without the dot at the end. */
export function questionOf(query: Buffer): DnsQuestion {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The whole answer to a query, no record with any time to live. */
export function answerTo(query: Buffer, code: DnsCode, records: readonly DnsRecord[]): Buffer {
  const { end } = questionOf(query);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | codes[code], 2);
  head.writeUInt16BE(records.length, 6);
  head.fill(0, 8);
  return Buffer.concat([head, query.subarray(12, end), ...records.map(recordBytes)]);
}

function recordBytes({ name, type, text }: DnsRecord): Buffer {
  const value = type === "CNAME" ? nameBytes(text) : addressBytes(text);
  const middle = Buffer.alloc(10);
  middle.writeUInt16BE(types[type], 0);
  // Class IN; the time to live stays 0.
  middle.writeUInt16BE(1, 2);
  middle.writeUInt16BE(value.length, 8);
  return Buffer.concat([nameBytes(name), middle, value]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.from(label, "latin1"));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
  ]);
}

function addressBytes(text: string): Buffer {
  const address = parseIpv4(text) ?? parseIpv6(text);
  if (!address) throw new Error(`"${text}" is not an address.`);
  return Buffer.from(address.value.toString(16).padStart(address.family === 4 ? 8 : 32, "0"), "hex");
}
