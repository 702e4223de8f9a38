import type { Mutant } from "./mutants";

/** Mutants that no test can tell from the code: `text`, in that line of `file`, replaced by `replacement`. */
type Equivalent = { file: string; line: string; text: string; replacement: string; reason: string };

const neverMissing = "stands for what is missing, where it never is";
const keptForSpeed = "what is kept, and how much of it, changes no result";

/** What is left out of the score. */
export const equivalents: readonly Equivalent[] = [
  {
    file: "lib/address/allow-list.ts",
    line: "networks.set(text, network);",
    text: "networks.set(text, network);",
    replacement: ";",
    reason: keptForSpeed,
  },
  {
    file: "lib/auth/trusted-device.ts",
    line: 'const [number = "", proof = "", seal = ""] = token.split(".");',
    text: '""',
    replacement: '"mutant"',
    reason: "what stands for a missing part is as wrong as another",
  },
  {
    file: "lib/auth/trusted-device.ts",
    line: 'const [number = "", proof = ""] = token.split(".");',
    text: '""',
    replacement: '"mutant"',
    reason: "what stands for a missing part is as wrong as another",
  },
  {
    file: "lib/callback/curl.ts",
    line: 'const target = line.replace(/^\\S+ /, "").replace(/ HTTP\\/\\S+$/, "");',
    text: "/^\\S+ /",
    replacement: "/\\S+ /",
    reason: "a request line begins with its method",
  },
  {
    file: "lib/callback/retry-schedule.ts",
    line: "atMs += schedule[number - 1] ?? 0;",
    text: "0",
    replacement: "1",
    reason: neverMissing,
  },
  {
    file: "lib/callback/retry-schedule.ts",
    line: "return Math.round(Math.max(wait, Math.min(retryAfterMs ?? 0, maxRetryAfterMs)));",
    text: "0",
    replacement: "1",
    reason: "a millisecond is less than any wait of a schedule",
  },
  {
    file: "lib/callback/url-lines.ts",
    line: 'const first = lines.slice(0, entered[rules.maxUrls - 1] ?? lines.length).join("\\n");',
    text: "entered[rules.maxUrls - 1] ?? lines.length",
    replacement: "entered[rules.maxUrls - 1]",
    reason: "a slice without an end goes to the last",
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const [beforeQuery = ""] = raw.split("?", 1);',
    text: "1",
    replacement: "2",
    reason: "of what is split only the first part is taken",
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const typedHost = /^https?:\\/\\/(\\[[^\\]]*\\]|[^/?:]*)/i.exec(raw)?.[1] ?? "";',
    text: '""',
    replacement: '"mutant"',
    reason: neverMissing,
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const [, scheme = "", authority = "", rest = ""] = /^(https?:)\\/\\/([^/?#]*)(.*)$/i.exec(raw) ?? [];',
    text: '""',
    replacement: '"mutant"',
    reason: neverMissing,
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const [, scheme = "", authority = "", rest = ""] = /^(https?:)\\/\\/([^/?#]*)(.*)$/i.exec(raw) ?? [];',
    text: 'rest = ""',
    replacement: "rest",
    reason: neverMissing,
  },
  {
    file: "lib/callback/url-rules.ts",
    line: 'const ascii = host.toLowerCase() !== typedHost.toLowerCase().replace(/\\.$/, "") && !isAddress;',
    text: "host.toLowerCase()",
    replacement: "host",
    reason: "the URL parser has lowered its letters",
  },
  {
    file: "lib/dispatch/begin-calls.ts",
    line: "const finished = { held, record, startedAtMs, finishedAtMs, failureCounts: false, ownScheduleMs };",
    text: "false",
    replacement: "true",
    reason: "written anew in the next statement",
  },
  {
    file: "lib/dispatch/retention/prune-steps.ts",
    line: "else if (tookMs < slowMs / 2) limit = Math.min(maxRows, limit * 2);",
    text: "<",
    replacement: "<=",
    reason: "no step takes exactly so many milliseconds",
  },
  {
    file: "lib/net/guard.ts",
    line: "if (authorities === undefined && clientCertificate === undefined) return null;",
    text: "authorities === undefined && clientCertificate === undefined",
    replacement: "false",
    reason: "a context without authorities of its own trusts those Node brings",
  },
  {
    file: "lib/net/tls-reason.ts",
    line: 'const time = Date.parse(text ?? "");',
    text: 'text ?? ""',
    replacement: "text",
    reason: "nothing is no more a date than an empty text",
  },
  {
    file: "lib/web/large-bodies.ts",
    line: "if (releases.length > 0) return;",
    text: "0",
    replacement: "1",
    reason: "a request asks again only when it has both places",
  },
  {
    file: "lib/web/linger.ts",
    line: 'if (Number(headers["content-length"] ?? 0) > maxKeptBytes || headers["transfer-encoding"] !== undefined) {',
    text: 'headers["content-length"] ?? 0',
    replacement: 'headers["content-length"]',
    reason: "what is no number is not above the limit either",
  },
  {
    file: "lib/web/quiet-round.ts",
    line: "connections += 1;",
    text: "1",
    replacement: "2",
    reason: "it is asked whether any came, not how many",
  },
];

/** Whether a mutant of this file, whose text is `source`, is one of them. */
export function isEquivalent(
  { file, line, text, replacement }: Equivalent,
  mutant: Mutant & { file: string },
  source: string,
): boolean {
  return (
    file === mutant.file &&
    replacement === mutant.replacement &&
    text === source.slice(mutant.start, mutant.end) &&
    line === lineAt(source, mutant.start)
  );
}

function lineAt(source: string, at: number): string {
  const end = source.indexOf("\n", at);
  return source.slice(source.lastIndexOf("\n", at - 1) + 1, end === -1 ? source.length : end).trim();
}
