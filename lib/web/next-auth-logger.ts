import { cutText } from "@/lib/cut-text";
import { warnSparingly } from "@/lib/limited-log";
import { log } from "@/lib/log";

const maxCode = 60;
const maxReason = 200;

/** What anybody causes with a cookie or an address of their own making; the operator has no use for it. */
const causedByAnybody = new Set(["JWT_SESSION_ERROR", "SIGNOUT_ERROR", "INVALID_CALLBACK_URL_ERROR"]);

/**
 * What next-auth tells, as lines of our own form: its own are neither JSON nor sparing with what the provider sent. The operator
 * needs to see that a single sign-on fails, with its cause; but anybody can make one fail. Of anything only text is taken, and
 * cut.
 */
export const nextAuthLogger = {
  error: (code: unknown, detail: unknown) => {
    const line = { event: "sign_in.failed", code: text(code, maxCode), reason: reasonOf(detail) };
    if (causedByAnybody.has(line.code)) log.debug(line);
    else warnSparingly(`sign_in.failed ${line.code}`, line);
  },
  warn: () => {},
  debug: () => {},
};

/** The message alone: what hangs on these errors may hold tokens. */
function reasonOf(detail: unknown): string {
  const error = detail instanceof Error ? detail : (detail as { error?: unknown } | null)?.error;
  return text(error instanceof Error ? withoutValues(error.message) : undefined, maxReason);
}

/** Which one-time value was expected is nobody's to read; what came instead, anybody wrote. */
function withoutValues(message: string): string {
  return message.replace(/^(state|nonce) mismatch\b.*$/s, "$1 mismatch").replace(/, got: .*$/s, "");
}

function text(value: unknown, maxCharacters: number): string {
  return typeof value === "string" ? cutText(value, maxCharacters) : "unknown";
}
