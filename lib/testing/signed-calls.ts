import { buildCallbackRequest, unsavedEndpoint } from "@/lib/callback/build-request";
import { queryOf, splitRequestUrl } from "@/lib/callback/request-url";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { eventTypes } from "@/lib/events/event-types";
import { newEventId } from "@/lib/ids";
import { signCallbackRequest } from "@/lib/net/sign-request";
import { awkwardTargets } from "./awkward-urls";

/** A call as it goes over the wire; what of it a verifier is given. */
type SignedCall = {
  /** Path and query of the URL as typed. */
  typed: string;
  /** What the request line holds. */
  target: string;
  query: string;
  secret: string;
  headers: { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string };
};

/**
 * Calls to the awkward URLs, and to as many of chance of what may be saved, composed and signed as Callboard's dispatcher does: every
 * third in the day after a rotation.
 * @param seed the same seed, the same URLs
 */
export function signedCalls({
  seed,
  count,
  nowMs,
}: {
  seed: number;
  count: number;
  nowMs: number;
}): SignedCall[] {
  const random = randomOf(seed);
  const targets = [...awkwardTargets];
  while (targets.length < awkwardTargets.length + count) {
    const target = typedTarget(random);
    if (judgeCallbackUrl(`https://crm.example.com${target}`, []).ok) targets.push(target);
  }
  return targets.map((typed, index) => {
    const eventId = newEventId();
    const [secret, newer] = [newSigningSecret(), newSigningSecret()];
    const request = signCallbackRequest(
      buildCallbackRequest(unsavedEndpoint(`https://crm.example.com${typed}`), {
        eventId,
        instanceID: `order/${textOf(random, 5, values)}`,
        processName: `Order ${textOf(random, 5, values)}`,
        eventType: eventTypes[index % eventTypes.length] ?? "created",
      }),
      { eventId, secrets: index % 3 === 2 ? [newer, secret] : [secret], nowMs },
    );
    const headers = Object.fromEntries(request.headers.filter(([name]) => name.startsWith("webhook-")));
    const { target } = splitRequestUrl(request.url);
    return { typed, target, query: queryOf(request.url), secret, headers: headers as SignedCall["headers"] };
  });
}

/** A path and query of what people might type, much of which is refused at save. */
function typedTarget(random: () => number): string {
  const path = random() < 0.5 ? `/${textOf(random, 8, [...pieces, "/"])}` : "";
  return random() < 0.9 ? `${path}?${textOf(random, 30, pieces)}` : path;
}

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const escaped = (random: () => number) =>
  `%${Math.floor(random() * 256)
    .toString(16)
    .padStart(2, "0")}`;
type Piece = string | ((random: () => number) => string);
const values: Piece[] = [...ascii, "ü", "日本", "😀", "\u0301", "\u{1F468}\u200d\u{1F469}"];
const pieces: Piece[] = [
  ...ascii.filter((character) => !' "\\#'.includes(character)),
  ...["\\", '"', "\t", "\u0000", "\u007f", "\u00a0", "\u200b", "\ud800", "\ufeff"],
  ...Array.from({ length: 12 }, () => escaped),
  ...["%", "%4", "%zz", "%5C", "%22", "%E4", "%F0%9F%98%80", "&", "&&", "=", "&=", "?", ";", "\\u0022"],
  ...["ä", "é", "ß", "ﬁ", "Ω", "я", "日", "한", "ع", "ก", "😀", "👨", "\u0301", "𝒜", "𠀀"],
];

function textOf(random: () => number, maxPieces: number, from: Piece[]): string {
  const length = Math.floor(random() * (maxPieces + 1));
  return Array.from({ length }, () => {
    const piece = from[Math.floor(random() * from.length)] ?? "";
    return typeof piece === "string" ? piece : piece(random);
  }).join("");
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
