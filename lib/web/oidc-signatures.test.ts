import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Issuer } from "openid-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askUserinfo, exchangeCode } from "./oidc-signatures";

test("the client tried here is the one that next-auth signs in with", () => {
  const own = createRequire(import.meta.url);
  const theirs = createRequire(own.resolve("next-auth"));
  expect(theirs.resolve("openid-client")).toBe(own.resolve("openid-client"));
});

const pair = { modulusLength: 2048, namedCurve: "P-256" };
const keys: Record<string, { publicKey: KeyObject; privateKey: KeyObject }> = {
  RS256: generateKeyPairSync("rsa", pair),
  PS384: generateKeyPairSync("rsa", pair),
  ES256: generateKeyPairSync("ec", pair),
  EdDSA: generateKeyPairSync("ed25519"),
};
const client = { client_id: "callboard", client_secret: "a secret of thirty-two bytes or so" };

/** A provider that signs with what it is told to, and answers userinfo as it is told to. */
let answers: { idToken: string; userinfo: string; type: string; status: number; lists: object };
/** Keys that it makes when it first signs with them, to answer userinfo. */
let unmade: string[] = [];
let server: Server;
let issuer = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const json = (value: unknown) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return json({
          issuer,
          jwks_uri: `${issuer}/jwks`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          ...answers.lists,
        });
      case "/jwks":
        return json({
          keys: Object.entries(keys)
            .filter(([alg]) => !unmade.includes(alg))
            .map(([alg, { publicKey }]) => ({
              ...publicKey.export({ format: "jwk" }),
              alg,
              kid: alg,
              use: "sig",
            })),
        });
      case "/token":
        return json({ access_token: "access", token_type: "Bearer", id_token: answers.idToken });
      default:
        unmade = [];
        return response.writeHead(answers.status, { "content-type": answers.type }).end(answers.userinfo);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  answers = {
    idToken: "",
    userinfo: '{"sub":"ada"}',
    type: "application/json",
    status: 200,
    lists: { id_token_signing_alg_values_supported: ["RS256", "PS384", "ES256", "EdDSA", "HS256", "none"] },
  };
});

const claims = (changed: object = {}) => ({
  iss: issuer,
  aud: client.client_id,
  sub: "ada",
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 60,
  ...changed,
});

/** A signed text as this algorithm makes it; `by` another key than its own. */
function signed(alg: string, payload: object, by = alg): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg, kid: alg })}.${part(payload)}`;
  return `${text}.${signatureOf(alg, Buffer.from(text), by).toString("base64url")}`;
}

function signatureOf(alg: string, text: Buffer, by: string): Buffer {
  if (alg === "none") return Buffer.alloc(0);
  if (alg === "HS256") return createHmac("sha256", client.client_secret).update(text).digest();
  const key = keys[by]?.privateKey;
  if (!key) throw new Error(`There is no key ${by}.`);
  if (alg === "EdDSA") return sign(null, text, key);
  if (alg === "ES256") return sign("sha256", text, { key, dsaEncoding: "ieee-p1363" });
  // RSA_PKCS1_PSS_PADDING, whose salt is as long as the hash.
  return sign(
    alg.replace(/^../, "sha"),
    text,
    alg.startsWith("PS") ? { key, padding: 6, saltLength: 48 } : { key, padding: 1 },
  );
}

async function discovered() {
  const provider = await Issuer.discover(issuer);
  return new provider.Client(client);
}
async function exchange() {
  const made = await discovered();
  const tokens = await exchangeCode({
    client: made,
    provider: { callbackUrl: "http://callboard.test/back" },
    params: { code: "code", state: "state" },
    checks: { state: "state" },
  });
  return { made, tokens };
}

test.each(["RS256", "PS384", "ES256", "EdDSA"])(
  "an ID token signed with %s is taken, and so is such a userinfo",
  async (alg) => {
    answers.idToken = signed(alg, claims());
    answers.type = "application/jwt";
    answers.userinfo = signed(alg, claims({ email: "ada@example.com" }));
    const { made, tokens } = await exchange();
    expect(tokens.claims().sub).toBe("ada");
    expect(await askUserinfo(made, tokens.access_token)).toMatchObject({ email: "ada@example.com" });
  },
);

test("one client may sign its ID tokens and its userinfo differently", async () => {
  answers.idToken = signed("ES256", claims());
  answers.type = "application/jwt; charset=utf-8";
  answers.userinfo = signed("RS256", claims());
  answers.lists = {
    id_token_signing_alg_values_supported: ["ES256"],
    userinfo_signing_alg_values_supported: ["RS256", "none"],
  };
  const { made, tokens } = await exchange();
  expect(await askUserinfo(made, tokens.access_token)).toMatchObject({ sub: "ada" });
});

test("a key that is made only to sign userinfo is found", async () => {
  unmade = ["PS384"];
  answers.idToken = signed("RS256", claims());
  answers.type = "application/jwt";
  answers.userinfo = signed("PS384", claims());
  const { made, tokens } = await exchange();
  expect(await askUserinfo(made, tokens.access_token)).toMatchObject({ sub: "ada" });
});

test.each([
  ["none", {}, /^The ID token is signed with none; choose one of RS256, PS384, ES256, EdDSA at the provider/],
  ["HS256", {}, /signed with HS256; choose one of RS256/],
  [
    "ES256",
    { id_token_signing_alg_values_supported: ["RS256"] },
    /signed with ES256; choose one of RS256 at/,
  ],
  [
    "ES256",
    { id_token_signing_alg_values_supported: undefined },
    /signed with ES256; choose one of RS256 at/,
  ],
  [
    "HS256",
    { id_token_signing_alg_values_supported: ["HS256", "none"] },
    /HS256; the provider announces none at/,
  ],
])("an ID token signed with %s, announced %j, is refused", async (alg, lists, message) => {
  answers.idToken = signed(alg, claims());
  answers.lists = { ...answers.lists, ...lists };
  await expect(exchange()).rejects.toThrow(message);
});

test.each([
  ["by another key", () => signed("RS256", claims(), "PS384"), /failed to validate JWT signature/],
  ["for another client", () => signed("ES256", claims({ aud: "other" })), /aud mismatch/],
  ["by another issuer", () => signed("EdDSA", claims({ iss: "https://other.example" })), /unexpected iss/],
  ["long ago", () => signed("ES256", claims({ exp: 1 })), /JWT expired/],
  ["in pieces", () => "no token", /JSON/],
])("an ID token signed %s is refused", async (_, idToken, message) => {
  answers.idToken = idToken();
  await expect(exchange()).rejects.toThrow(message);
});

test.each([
  ["with nothing", () => signed("none", claims()), /^The userinfo is signed with none/],
  ["by another key", () => signed("RS256", claims(), "PS384"), /failed to validate JWT signature/],
  ["for another client", () => signed("ES256", claims({ aud: "other" })), /aud mismatch/],
  ["for nobody", () => signed("ES256", claims({ aud: undefined })), /missing required JWT property aud/],
])("a userinfo signed %s is refused", async (_, userinfo, message) => {
  answers.idToken = signed("ES256", claims());
  answers.type = "application/jwt";
  answers.userinfo = userinfo();
  const { made, tokens } = await exchange();
  await expect(askUserinfo(made, tokens.access_token)).rejects.toThrow(message);
});

test("a userinfo that fails, or is no object, is refused; where there is none, none is asked", async () => {
  answers.idToken = signed("RS256", claims());
  const { made, tokens } = await exchange();
  answers.status = 401;
  await expect(askUserinfo(made, tokens.access_token)).rejects.toThrow("Userinfo answered 401.");
  answers.status = 200;
  answers.userinfo = "[]";
  await expect(askUserinfo(made, tokens.access_token)).rejects.toThrow();
  answers.lists = { ...answers.lists, userinfo_endpoint: undefined };
  expect(await askUserinfo(await discovered(), "access")).toBeNull();
});
