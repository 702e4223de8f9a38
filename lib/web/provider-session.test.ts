import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { startSession } from "@/lib/sessions/start";
import { addUser } from "@/lib/testing/users";
import { type SetCookie, withinRequest } from "@/lib/testing/within-request";
import { leftAtProvider, sealProviderSession } from "./provider-session";
import { clearSessionCookie } from "./session-cookie";
import { sessionCookie, sessionToken } from "./session-token";

Object.assign(process.env, {
  APP_URL: "https://callboard.example.com",
  OIDC_ISSUER: "https://id.example.com",
  OIDC_CLIENT_ID: "callboard",
  OIDC_CLIENT_SECRET: "secret",
});
const endSessionEndpoint = "https://id.example.com/logout?realm=a";
const idToken = "header.payload.signature";

beforeAll(async () => {
  await addUser(pool(), {
    name: "Ada",
    email: "ada@example.com",
    role: "user",
    password: "correct horse battery",
  });
});
beforeEach(() => pool().query("truncate user_session"));
afterAll(() => pool().end());

const start = (providerSession: string | null, replaces: string | null = null) =>
  startSession({ userId: 1, sessionVersion: 1, address: null, userAgent: "", replaces, providerSession });

/** What the sign-in page finds after signing out of this session. */
async function leftOf(id: string) {
  const set: SetCookie[] = [];
  await withinRequest({ headers: {}, set }, () => clearSessionCookie(id));
  const cookies = Object.fromEntries(set.map(([name, value]) => [name, value]));
  return withinRequest({ headers: {}, cookies }, leftAtProvider);
}

test("the provider is asked to end its session with the client, the ID token and the way back", async () => {
  const left = await leftOf(await start(await sealProviderSession({ endSessionEndpoint }, idToken)));
  const address = new URL(left?.address ?? "");
  expect(address.origin + address.pathname).toBe("https://id.example.com/logout");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    realm: "a",
    client_id: "callboard",
    id_token_hint: idToken,
    post_logout_redirect_uri: "https://callboard.example.com/sign-in",
    state: left?.state,
  });
});

test("nothing of the ID token can be read in the database", async () => {
  await start(await sealProviderSession({ endSessionEndpoint }, idToken));
  const { rows } = await pool().query("select provider_session from user_session");
  expect(rows[0].provider_session).toMatch(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);
  for (const part of [...idToken.split("."), "logout"]) {
    expect(rows[0].provider_session).not.toContain(part);
    expect(rows[0].provider_session).not.toContain(Buffer.from(part).toString("base64url"));
  }
});

test.each([
  ["announces nothing", { endSessionEndpoint: null }],
  ["announces no address", { endSessionEndpoint: "javascript:alert(1)" }],
  ["announces one without TLS", { endSessionEndpoint: "http://id.example.com/logout" }],
  ["says something else", null],
])("where the provider %s, its session is told of, without a way to end it", async (_, profile) => {
  expect(await leftOf(await start(await sealProviderSession(profile, idToken)))).toMatchObject({
    address: null,
  });
});

test("an ID token too long for an address is left out", async () => {
  const left = await leftOf(
    await start(await sealProviderSession({ endSessionEndpoint }, "x".repeat(6_001))),
  );
  expect(left?.address).not.toContain("id_token_hint");
});

test("a session that a password began leaves nothing; nor does one that is unknown, or none", async () => {
  expect(await leftOf(await start(null))).toBeNull();
  expect(await leftOf("unknown")).toBeNull();
  expect(await withinRequest({ headers: {} }, leftAtProvider)).toBeNull();
});

test("a new session of the same user in the same browser keeps what the first began with; another user's does not", async () => {
  const first = await start(await sealProviderSession({ endSessionEndpoint }, idToken));
  const second = await start(null, first);
  expect(await leftOf(second)).not.toBeNull();
  await addUser(pool(), {
    name: "Bob",
    email: "bob@example.com",
    role: "user",
    password: "correct horse battery",
  });
  const other = await startSession({
    userId: 2,
    sessionVersion: 1,
    address: null,
    userAgent: "",
    replaces: second,
    providerSession: null,
  });
  expect(await leftOf(other)).toBeNull();
});

test("a session that ended elsewhere is known by the cookie that it had", async () => {
  const id = await start(await sealProviderSession({ endSessionEndpoint }, idToken));
  const cookies = { [sessionCookie().name]: await sessionToken(id) };
  expect(await withinRequest({ headers: {}, cookies }, leftAtProvider)).not.toBeNull();
});

test("the cookie of the ended session is this host's alone, for ten minutes", async () => {
  const set: SetCookie[] = [];
  await withinRequest({ headers: {}, set }, () => clearSessionCookie("id"));
  expect(set.map(([name, , options]) => [name, options.maxAge, options.httpOnly, options.secure])).toEqual([
    ["__Host-next-auth.session-token", 0, true, true],
    ["__Host-callboard.ended-session", 600, true, true],
  ]);
});
