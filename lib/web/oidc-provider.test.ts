import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { addUser } from "@/lib/testing/users";
import { setLinkAllowed } from "@/lib/users/single-sign-on";
import { oidcProvider, signInWithProvider } from "./oidc-provider";

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account, user_identity restart identity cascade");
});

const iss = "https://id.example.com";
const provider = oidcProvider({
  issuer: iss,
  clientId: "callboard",
  clientSecret: "secret",
  name: "ID",
  trustEmail: false,
});

type Asked = { tokens: { id_token: string; access_token: string }; client: unknown };
/** What next-auth is handed and asks about, given what the provider answers. */
async function comes(idToken: object, userinfo: object | null, trustEmail = false) {
  const request = (provider.userinfo as { request: (asked: Asked) => Promise<unknown> }).request;
  const payload = Buffer.from(JSON.stringify(idToken)).toString("base64url");
  const profile = await request({
    tokens: { id_token: `header.${payload}.signature`, access_token: "token" },
    client: {
      issuer: { metadata: userinfo ? { userinfo_endpoint: `${iss}/userinfo` } : {} },
      requestResource: async () => ({ statusCode: 200, headers: {}, body: JSON.stringify(userinfo) }),
    },
  });
  return signInWithProvider(profile, { trustEmail });
}

test("an email of the one answer that the other vouches for by its own opens nobody's account", async () => {
  const email = "root@corp.example";
  const password = "correct horse battery";
  await addUser(pool(), { name: "Root", email, role: "administrator", password });
  await setLinkAllowed(operator, email, true);
  const sub = "att";
  for (const trustEmail of [false, true]) {
    expect(
      await comes(
        { iss, sub, email },
        { sub, email: "attacker@corp.example", email_verified: true },
        trustEmail,
      ),
    ).toEqual({ kind: "error", code: "emails_differ" });
  }
  expect(await comes({ iss, sub, email }, { sub, email_verified: true })).toMatchObject({
    kind: "link_requested",
  });
  expect(await comes({ iss, sub }, { sub: "root", email, email_verified: true })).toEqual({
    kind: "error",
    code: "Callback",
  });
  // The one whose email it is, and whose provider says so, comes after them all.
  expect(await comes({ iss, sub: "root", email, email_verified: true }, { sub: "root" })).toMatchObject({
    kind: "signed_in",
    id: 1,
  });
});

test("a provider that says nothing of verification makes accounts only where the operator trusts it", async () => {
  const silent = { iss, sub: "u3", email: "ceo@corp.example" };
  expect(await comes(silent, null)).toMatchObject({ kind: "link_requested" });
  expect(await comes(silent, null, true)).toMatchObject({ kind: "signed_in" });
  // Known from now on, whatever is said of the email.
  expect(await comes({ ...silent, email_verified: false }, null)).toMatchObject({ kind: "signed_in" });
});

test("what makes no sense is refused in general", async () => {
  expect(await comes({ iss, sub: "" }, null)).toEqual({ kind: "error", code: "Callback" });
  expect(await comes({ sub: "1" }, null)).toEqual({ kind: "error", code: "Callback" });
});
