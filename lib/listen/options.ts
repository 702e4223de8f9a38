import { parseArgs } from "node:util";
import { parseUrl } from "@/lib/address/parse-url";
import { reasonOf } from "@/lib/errors";
import { secretPrefix } from "@/lib/net/signature";

export const usage = `npm run listen -- --forward http://localhost:4000/hook [--callboard URL] [--secret whsec_…]

Forwards the callbacks of a running Callboard to an application on this machine: each event that is recorded from now on becomes the
GET that a saved URL would get. No saved URL is touched, and nothing is tried again: Callboard's own calls go on as ever.

  --forward    the URL of the application, as it would be entered in Callboard
  --callboard  Callboard's address; by default CALLBOARD_URL, else http://localhost:3000
  --secret     signs the calls with this secret; without one they are not signed

CALLBOARD_TOKEN in the environment is an API token of any user, with the scope read. Ctrl-C ends it.`;

type ListenOptions = { forward: string; callboard: string; token: string; secret: string | null };

/** Why it cannot be understood, or cannot be done, in a sentence. */
type Refusal = { refusal: string };

/** What was asked for; null for the help. */
export function readOptions(
  args: string[],
  env: Record<string, string | undefined>,
): ListenOptions | Refusal | null {
  let values: { forward?: string; callboard?: string; secret?: string; help?: boolean };
  try {
    const text = { type: "string" } as const;
    values = parseArgs({
      args,
      options: { forward: text, callboard: text, secret: text, help: { type: "boolean" } },
    }).values;
  } catch (error) {
    return { refusal: reasonOf(error) };
  }
  if (values.help) return null;
  const { forward, secret = null } = values;
  const callboard = (values.callboard ?? env.CALLBOARD_URL ?? "http://localhost:3000").replace(/\/+$/, "");
  const token = env.CALLBOARD_TOKEN ?? "";
  if (!forward) return { refusal: "--forward is needed: the URL of your application." };
  if (!isWeb(forward)) return { refusal: "--forward must begin with http:// or https://." };
  if (!isWeb(callboard)) return { refusal: "--callboard must begin with http:// or https://." };
  if (token === "")
    return {
      refusal:
        "CALLBOARD_TOKEN is not set. Make a token with the scope read, under Administration → Developer → API tokens.",
    };
  if (secret !== null && !isSecret(secret)) {
    return { refusal: "--secret must be whsec_ and 24 to 64 bytes in base64." };
  }
  return { forward, callboard, token, secret };
}

const isWeb = (text: string) => /^https?:\/\//i.test(text) && parseUrl(text) !== null;

function isSecret(text: string): boolean {
  const { length } = Buffer.from(text.slice(secretPrefix.length), "base64");
  return text.startsWith(secretPrefix) && length >= 24 && length <= 64;
}
