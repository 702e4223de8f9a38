import { expect, test } from "vitest";
import { visibleText } from "@/components/ui/visible-text";
import { isInternalName } from "@/lib/address/host-name";
import { judgeTarget } from "@/lib/address/judge-target";
import { withoutQueryValues, withoutSecrets } from "@/lib/audit/mask";
import { passwordProblem } from "@/lib/auth/password-rules";
import { defaultMaxUrls } from "@/lib/callback/url-limits";
import { checkCallbackLines } from "@/lib/callback/url-lines";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { NotFoundError, quoted } from "@/lib/errors";
import { parseRetryAfter } from "@/lib/net/retry-after";
import { browserName } from "@/lib/sessions/browser-name";
import { textFillings } from "@/lib/testing/hostile";
import { expectLinear } from "@/lib/testing/linear";
import { accountKey } from "@/lib/users/sign-in";
import { clientAddress } from "./client-address";
import { expectedVersions } from "./if-match";
import { peerHeader } from "./peer-header";
import { redirectPath } from "./redirect-path";

/** What looks at texts that anybody may have written, whether a schema bounds them before or not. */
const limit = 64 * 1_024;
const rules = { callbackAllow: [], maxUrls: defaultMaxUrls };

const headersWith = (name: string, text: string) =>
  ({
    get: (asked: string) => (asked === name ? text : asked === peerHeader ? "127.0.0.1" : null),
  }) as Headers;

const readers: Record<string, (text: string) => unknown> = {
  "a callback URL": (text) => judgeCallbackUrl(text, []),
  "a text area of URLs": (text) => checkCallbackLines(text, rules),
  "a list of URLs": (text) => checkCallbackLines([text, text], rules),
  "a host name": (text) => isInternalName(text),
  "an address": (text) => judgeTarget({ host: text, address: text, port: 80 }, []),
  "Retry-After": (text) => parseRetryAfter(text, 0),
  "If-Match": (text) => expectedVersions(headersWith("if-match", text)),
  "X-Forwarded-For": (text) => clientAddress(headersWith("x-forwarded-for", text)),
  "a new password": (text) => passwordProblem(text, { name: text, email: text }),
  "the owner of a password": (text) =>
    passwordProblem("a quite common sentence", { name: text, email: text }),
  "the email of a sign-in": (text) => accountKey(text),
  "where to go after a sign-in": (text) => redirectPath(text),
  "a browser's name": (text) => browserName(text),
  "what a history shows": (text) => withoutSecrets(withoutQueryValues(text)),
  "what a screen shows": visibleText,
};

test.each(Object.entries(readers))("reading %s costs what its length costs", async (name, read) => {
  for (const [filling, fill] of Object.entries(textFillings)) {
    await expectLinear(`${name} of ${filling}`, limit, (size) => {
      const text = fill(size);
      return async () => {
        try {
          read(text);
        } catch (error) {
          // A refusal.
          expect(error).toBeInstanceOf(Error);
        }
      };
    });
  }
});

test("what costs the square of its length is noticed", async () => {
  const blanks = (size: number) => {
    const text = `a${" ".repeat(size)}b`;
    return async () => / +$/.test(text);
  };
  await expect(expectLinear("trailing blanks", limit / 2, blanks)).rejects.toThrow(/linear were at most/);
});

test("what an error repeats of a text is short, and never ends in half a character", () => {
  const text = "😀".repeat(1_000);
  expect(quoted(text)).toBe(`${"😀".repeat(50)}…`);
  expect(quoted(`a${text}`)).toBe(`a${"😀".repeat(49)}…`);
  expect(new NotFoundError(text).message.length).toBeLessThanOrEqual(2_001);
});
