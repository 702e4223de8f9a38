import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Provider, { type JWK } from "oidc-provider";

type Answer = { email?: string; email_verified?: boolean; name?: string };
/** What the server says about somebody, by the login they type there: in userinfo, and what its ID token adds to the subject. */
type ProviderPerson = Answer & { idToken?: Answer };

export type OidcServer = { issuer: string; people: Map<string, ProviderPerson>; close: () => Promise<void> };

/**
 * A real OpenID Connect provider on this machine, with one client: the Callboard at `appUrl`. Any password will do there. It signs
 * ID tokens and userinfo, each by another algorithm than openid-client expects.
 */
export async function startOidcServer(
  port: number,
  client: { id: string; secret: string; appUrl: string },
): Promise<OidcServer> {
  const issuer = `http://localhost:${port}`;
  const people = new Map<string, ProviderPerson>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${client.appUrl}/api/auth/callback/oidc`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        post_logout_redirect_uris: [`${client.appUrl}/sign-in`],
        id_token_signed_response_alg: "ES256",
        userinfo_signed_response_alg: "EdDSA",
      },
    ],
    jwks: {
      keys: [
        generateKeyPairSync("ec", { namedCurve: "P-256" }),
        generateKeyPairSync("ed25519"),
        generateKeyPairSync("rsa", { modulusLength: 2048 }),
      ].map(({ privateKey }) => ({ ...privateKey.export({ format: "jwk" }), use: "sig" })) as JWK[],
    },
    enabledJWA: {
      idTokenSigningAlgValues: ["RS256", "ES256", "EdDSA"],
      userinfoSigningAlgValues: ["RS256", "ES256", "EdDSA"],
    },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ["only for this test"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, jwtUserinfo: { enabled: true } },
    // Its ID tokens may hold what scopes ask for, beside userinfo.
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({
      accountId: id,
      claims: (use) => {
        const { idToken, ...userinfo } = people.get(id) ?? {};
        return { sub: id, ...(use === "id_token" ? idToken : userinfo) };
      },
    }),
  });
  const server = provider.listen(port, "localhost");
  await once(server, "listening");
  const { port: listening } = server.address() as AddressInfo;
  if (listening !== port) throw new Error(`The provider listens on ${listening}, not on ${port}.`);
  return {
    issuer,
    people,
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
