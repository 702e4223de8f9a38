import { decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from "dns-packet";

/** What a test's own name server is asked and answers. */

export type DnsType = "A" | "AAAA";
/** `text` is an address, or for a CNAME the name it points to; `name` is whose record it is. */
export type DnsRecord = { name: string; type: DnsType | "CNAME"; text: string };
export type DnsCode = "found" | "misread" | "failing" | "unknown" | "refused";

/** RFC 1035, 4.1.1. */
const codes: Record<DnsCode, number> = { found: 0, misread: 1, failing: 2, unknown: 3, refused: 5 };

/** The question of a query: its name in lower case, and its type, null where it is not one of addresses. */
export function questionOf(query: Buffer): { name: string; type: DnsType | null } {
  const [question] = decode(query).questions ?? [];
  if (!question) throw new Error("A DNS query without a question.");
  const { name, type } = question;
  return { name: name.toLowerCase(), type: type === "A" || type === "AAAA" ? type : null };
}

/** The whole answer to a query, no record with any time to live. */
export function answerTo(query: Buffer, code: DnsCode, records: readonly DnsRecord[]): Buffer {
  const { id, questions } = decode(query);
  return encode({
    type: "response",
    id,
    flags: RECURSION_DESIRED | RECURSION_AVAILABLE | codes[code],
    questions,
    answers: records.map(({ name, type, text }) => ({ name, type, class: "IN", ttl: 0, data: text })),
  });
}
