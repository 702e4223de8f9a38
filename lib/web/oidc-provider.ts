import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Config } from "@/lib/config";
import { type SingleSignOnOutcome, signInWithClaims } from "@/lib/users/single-sign-on";
import { unexpected } from "./unexpected";

/** The claims Callboard reads; a provider may send anything else beside them. */
const claimsSchema = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1).max(255),
  email: z.string().nullish(),
  // Some providers send it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).nullish().catch(false),
  name: z.string().nullish().catch(null),
});

export const oidcId = "oidc";

/** The provider as next-auth 4 wants it: code flow with PKCE, state and nonce; everything else is discovered. */
export function oidcProvider({
  issuer,
  clientId,
  clientSecret,
  name,
}: NonNullable<Config["singleSignOn"]>): OAuthConfig<Record<string, unknown>> {
  return {
    id: oidcId,
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    userinfo: {
      // Many providers tell email and name only here. What the signed ID token says comes first, and `client.userinfo`
      // refuses an answer about another subject.
      request: async ({ tokens, client }) => ({
        ...(client.issuer.metadata.userinfo_endpoint && tokens.access_token
          ? await client.userinfo(tokens.access_token, { params: {} })
          : {}),
        ...claimsOf(tokens.id_token),
      }),
    },
    // Who it is here is decided when next-auth asks whether they may sign in.
    profile: ({ sub }) => ({ id: String(sub), sessionVersion: 0 }),
  };
}

/** What the ID token says; its signature, audience, nonce and times have been checked by then. */
function claimsOf(idToken: string | undefined): { sub: string } {
  const payload: unknown = JSON.parse(Buffer.from(idToken?.split(".")[1] ?? "", "base64url").toString());
  return z.looseObject({ sub: z.string() }).parse(payload);
}

/**
 * Who the provider's verified claims are here, or the error that the sign-in page explains.
 * @returns the account, or `?error=` for `/sign-in`
 */
export async function admit(
  profile: unknown,
): Promise<Extract<SingleSignOnOutcome, { kind: "signed_in" }> | { kind: "error"; code: string }> {
  const parsed = claimsSchema.safeParse(profile);
  if (!parsed.success) return { kind: "error", code: "Callback" };
  const { iss, sub, email, email_verified, name } = parsed.data;
  try {
    const outcome = await signInWithClaims({
      issuer: iss,
      subject: sub,
      email: email ?? null,
      emailVerified: email_verified ?? null,
      name: name ?? null,
    });
    return outcome.kind === "signed_in" ? outcome : { kind: "error", code: outcome.kind };
  } catch (error) {
    unexpected(error, { action: "singleSignOn" });
    return { kind: "error", code: "unavailable" };
  }
}
