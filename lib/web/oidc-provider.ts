import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Config } from "@/lib/config";
import { log } from "@/lib/log";
import { type SingleSignOnOutcome, signInWithClaims } from "@/lib/users/single-sign-on";
import { claimsFrom } from "./oidc-claims";
import { askUserinfo, exchangeCode } from "./oidc-signatures";
import { providerAgent } from "./provider-agent";
import { unexpected } from "./unexpected";

/** What next-auth is handed: both answers as they came, so that nothing of one is taken for the other's. */
type Profile = {
  sub: string;
  idToken: Record<string, unknown>;
  userinfo: Record<string, unknown> | null;
  /** Where the provider ends its own session, if it says so (OpenID Connect RP-Initiated Logout 1.0). */
  endSessionEndpoint: string | null;
};

export const oidcId = "oidc";

/** The provider as next-auth 4 wants it: code flow with PKCE, state and nonce; everything else is discovered. */
export function oidcProvider({
  issuer,
  clientId,
  clientSecret,
  name,
}: NonNullable<Config["singleSignOn"]>): OAuthConfig<Profile> {
  return {
    id: oidcId,
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    httpOptions: { agent: providerAgent(issuer) },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    token: {
      request: async (exchange) => ({ tokens: await exchangeCode(exchange) }),
    },
    userinfo: {
      // Many providers tell email and name only in userinfo.
      request: async ({ tokens, client }): Promise<Profile> => {
        const idToken = claimsOf(tokens.id_token);
        return {
          sub: idToken.sub,
          idToken,
          userinfo: await askUserinfo(client, tokens.access_token),
          endSessionEndpoint: client.issuer.metadata.end_session_endpoint ?? null,
        };
      },
    },
    // Who it is here is decided when next-auth asks whether they may sign in.
    profile: ({ sub }) => ({ id: sub, sessionVersion: 0 }),
  };
}

/** What the ID token says; its signature, audience, nonce and times have been checked by then. */
function claimsOf(idToken: string | undefined): { sub: string } {
  const payload: unknown = JSON.parse(Buffer.from(idToken?.split(".")[1] ?? "", "base64url").toString());
  return z.looseObject({ sub: z.string() }).parse(payload);
}

/**
 * Signs in the user whom the provider's answers name, or returns the error that the sign-in page explains.
 * @param profile the ID token's claims, verified, and what userinfo answered
 * @returns the account, or `?error=` for `/sign-in`
 */
export async function signInWithProvider(
  profile: unknown,
  { trustEmail }: { trustEmail: boolean },
): Promise<Extract<SingleSignOnOutcome, { kind: "signed_in" | "link_requested" }> | Refusal> {
  const claims = claimsFrom(profile);
  if (!claims) return refused("Callback");
  try {
    const outcome = await signInWithClaims(claims, { trustEmail });
    switch (outcome.kind) {
      case "signed_in":
        return outcome;
      case "link_requested":
        log.info({ event: "sign_in.refused", code: outcome.kind });
        return outcome;
      default:
        return refused(outcome.kind);
    }
  } catch (error) {
    unexpected(error, { action: "singleSignOn" });
    return { kind: "error", code: "unavailable" };
  }
}

type Refusal = { kind: "error"; code: string };

/** The log says so too, without the email. */
function refused(code: string): Refusal {
  log.info({ event: "sign_in.refused", code });
  return { kind: "error", code };
}
