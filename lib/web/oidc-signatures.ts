import type { IncomingMessage } from "node:http";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { cutText } from "@/lib/cut-text";

/** What next-auth hands over to exchange a code with, made anew for each. */
type Exchange = Parameters<
  NonNullable<Exclude<OAuthConfig<unknown>["token"], string | undefined>["request"]>
>[0];
type ProviderClient = Exchange["client"];

/**
 * Algorithms whose signatures the provider alone can make, and openid-client 5 can verify (RFC 7518, RFC 8037). Those of HS256
 * and its like are made with the client's secret, `none` is no signature.
 */
const asymmetric = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA"],
];

/** What openid-client 5 verifies a signed answer with. Its types leave this out; `oidc-signatures.test.ts` holds it to it. */
type Verifier = {
  issuer: { reloadJwksUri: () => Promise<void> };
  validateJWT: (
    jwt: string,
    algorithm: string,
    required?: string[],
  ) => Promise<{ payload: Record<string, unknown> }>;
};

/**
 * Exchanges the code of the provider's answer for its tokens, and verifies the ID token. Providers announce every algorithm they
 * know, not the one a client gets: so each that is announced and asymmetric is accepted (docs/decisions/0064).
 * @throws Error with a sentence for the operator, and openid-client's own
 */
export async function exchangeCode({
  client,
  provider,
  params,
  checks,
}: Pick<Exchange, "client" | "params" | "checks"> & { provider: { callbackUrl: string } }) {
  const verifier = client as unknown as Verifier;
  const validate = verifier.validateJWT;
  const accepted = acceptedOf(client.issuer.metadata.id_token_signing_alg_values_supported, ["RS256"]);
  verifier.validateJWT = (jwt, _, required) =>
    validate.call(client, jwt, algorithmOf(jwt, "ID token", accepted), required);
  return client.callback(provider.callbackUrl, params, checks);
}

/**
 * What userinfo says: JSON, or a signed text with JSON inside (OpenID Connect Core 1.0, section 5.3.2), whichever the provider
 * has been set to send. Null where there is no userinfo.
 */
export async function askUserinfo(
  client: ProviderClient,
  accessToken: string | undefined,
): Promise<Record<string, unknown> | null> {
  const { metadata } = client.issuer;
  if (!metadata.userinfo_endpoint || !accessToken) return null;
  const answer = await client.requestResource(metadata.userinfo_endpoint, accessToken, {
    headers: { accept: "application/json, application/jwt" },
  });
  if (answer.statusCode !== 200) throw new Error(`Userinfo answered ${answer.statusCode}.`);
  const text = (answer.body ?? "").toString();
  if (!isSigned(answer)) return z.looseObject({}).parse(JSON.parse(text));
  const announced =
    metadata.userinfo_signing_alg_values_supported ?? metadata.id_token_signing_alg_values_supported;
  const algorithm = algorithmOf(text, "userinfo", acceptedOf(announced, ["RS256"]));
  // Keycloak makes a key when it first signs with it: the ID token's keys were read before.
  await (client as unknown as Verifier).issuer.reloadJwksUri();
  return (await unchanged(client).call(client, text, algorithm, ["iss", "aud"])).payload;
}

const isSigned = ({ headers }: IncomingMessage) => /^application\/jwt\b/i.test(headers["content-type"] ?? "");

/** As openid-client defines it: `exchangeCode` may have replaced it on this client. */
function unchanged(client: ProviderClient): Verifier["validateJWT"] {
  return (Object.getPrototypeOf(client) as Verifier).validateJWT;
}

/** @param announced the provider's list, of which anything may have been made @param unsaid what a provider without one uses */
function acceptedOf(announced: unknown, unsaid: string[]): string[] {
  const list = z.array(z.string()).catch(unsaid).parse(announced);
  return asymmetric.filter((algorithm) => list.includes(algorithm));
}

/** The algorithm a signed text names. @throws Error where it is not accepted */
function algorithmOf(jwt: string, what: string, accepted: readonly string[]): string {
  const header = z.looseObject({ alg: z.string() }).parse(decoded(jwt.split(".")[0] ?? ""));
  if (accepted.includes(header.alg)) return header.alg;
  const choice = accepted.length > 0 ? `choose one of ${accepted.join(", ")}` : "the provider announces none";
  throw new Error(`The ${what} is signed with ${cutText(header.alg, 12)}; ${choice} at the provider.`);
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
