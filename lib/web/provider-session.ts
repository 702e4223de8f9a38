import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { parseUrl } from "@/lib/address/parse-url";
import { config } from "@/lib/config";
import { providerSessionOf } from "@/lib/sessions/read";
import { sessionHash, sessionSeconds } from "@/lib/sessions/session-id";
import { endedSessionId } from "./session-cookie";
import { sessionSecret } from "./session-token";

const salt = "callboard provider session";
/** In an address, beside what else stands there; some servers take 8 KiB in all. */
const maxHint = 6_000;

const announced = z.object({ endSessionEndpoint: z.string().nullable() });
const sealed = announced.extend({ idToken: z.string().nullable() });

/**
 * What signing out at the provider needs (OpenID Connect RP-Initiated Logout 1.0, section 2), encrypted by a key of APP_SECRET:
 * where to, if the provider announces that, and the ID token, which some providers want as a hint.
 */
export async function sealProviderSession(profile: unknown, idToken: string | undefined): Promise<string> {
  const { endSessionEndpoint } = announced.catch({ endSessionEndpoint: null }).parse(profile);
  const endpoint = isSafe(endSessionEndpoint) ? endSessionEndpoint : null;
  const hint = endpoint !== null && idToken && idToken.length <= maxHint ? idToken : null;
  const token = { endSessionEndpoint: endpoint, idToken: hint };
  return encode({ token, secret: sessionSecret(), salt, maxAge: 2 * sessionSeconds });
}

/** What is left at the provider of the session that this browser had. */
type LeftAtProvider = {
  /** Where the browser ends it; null where the provider announces nothing. */
  address: string | null;
  /** What the provider hands back with the browser: then it is ended. */
  state: string;
};

/** Null where the browser had no session, or one that a password began. */
export async function leftAtProvider(): Promise<LeftAtProvider | null> {
  const { singleSignOn, appUrl } = config();
  const id = singleSignOn ? await endedSessionId() : null;
  const text = id === null ? null : await providerSessionOf(id);
  if (!singleSignOn || id === null || text === null) return null;
  const opened = await decode({ token: text, secret: sessionSecret(), salt }).catch(() => null);
  const parsed = sealed.safeParse(opened);
  if (!parsed.success) return null;
  const { endSessionEndpoint, idToken } = parsed.data;
  const state = sessionHash(id).toString("base64url");
  if (endSessionEndpoint === null) return { address: null, state };
  const address = new URL(endSessionEndpoint);
  address.searchParams.set("client_id", singleSignOn.clientId);
  if (idToken !== null) address.searchParams.set("id_token_hint", idToken);
  address.searchParams.set("post_logout_redirect_uri", `${appUrl}/sign-in`);
  address.searchParams.set("state", state);
  return { address: address.href, state };
}

/** By https, or by http where the provider itself is asked so: on this machine. */
function isSafe(address: string | null): boolean {
  const protocol = parseUrl(address ?? "")?.protocol;
  return (
    protocol === "https:" ||
    (protocol === "http:" && config().singleSignOn?.issuer.startsWith("http:") === true)
  );
}
