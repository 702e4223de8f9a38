import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { actorOfToken } from "./actor-of-token";
import { createToken } from "./create";
import { revokeToken } from "./revoke";

afterAll(() => pool().end());

async function emailOf(userId: number | null) {
  return (await pool().query("select email from user_account where id = $1", [userId])).rows[0].email;
}

test("a token acts with its owner's present role and its own scopes until it is revoked", async () => {
  const owner = await actorOf("developer");
  const email = await emailOf(owner.userId);
  const { id, token } = await createToken(owner, { email, name: "ci", scopes: ["read"], days: 90 });
  expect(token).toMatch(/^cbt_[0-9A-Za-z]{10}_[0-9A-Za-z]{43}$/);
  expect(await actorOfToken(token, "10.1.1.1")).toMatchObject({
    kind: "token",
    role: "developer",
    scopes: ["read"],
    tokenId: id,
  });
  await pool().query("update user_account set role = 'user' where id = $1", [owner.userId]);
  expect(await actorOfToken(token, null)).toMatchObject({ role: "user" });
  await pool().query("update user_account set disabled_at = now() where id = $1", [owner.userId]);
  expect(await actorOfToken(token, null)).toBeNull();
  await pool().query("update user_account set disabled_at = null where id = $1", [owner.userId]);
  await revokeToken(operator, id);
  expect(await actorOfToken(token, null)).toBeNull();
  await expect(revokeToken(operator, id)).rejects.toThrow(NotFoundError);
});

test("of the secret only a hash is kept, and a wrong or expired one is refused", async () => {
  const owner = await actorOf("user");
  const { token, id } = await createToken(operator, {
    email: await emailOf(owner.userId),
    name: "t",
    scopes: ["read", "write"],
    days: 1,
  });
  const { rows } = await pool().query("select secret_hash, t::text as row from api_token t where id = $1", [
    id,
  ]);
  expect(rows[0].secret_hash).toHaveLength(32);
  expect(rows[0].row).not.toContain(token.split("_")[2]);
  expect(await actorOfToken(`${token.slice(0, -1)}${token.endsWith("a") ? "b" : "a"}`, null)).toBeNull();
  expect(await actorOfToken("cbt_nonsense", null)).toBeNull();
  await pool().query("update api_token set expires_at = now() - interval '1 s' where id = $1", [id]);
  expect(await actorOfToken(token, null)).toBeNull();
});

test("a token's use is noted once a minute", async () => {
  const owner = await actorOf("user");
  const email = await emailOf(owner.userId);
  const { token, id } = await createToken(operator, { email, name: "t", scopes: ["read"], days: 1 });
  const lastUse = async () =>
    (await pool().query("select last_used_at from api_token where id = $1", [id])).rows[0].last_used_at;
  await Promise.all([actorOfToken(token, null), actorOfToken(token, null)]);
  const first = await lastUse();
  expect(first).toBeInstanceOf(Date);
  await actorOfToken(token, null);
  expect(await lastUse()).toEqual(first);
  await pool().query("update api_token set last_used_at = now() - interval '61 s' where id = $1", [id]);
  await actorOfToken(token, null);
  expect((await lastUse()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test("nobody makes a token that acts as somebody else", async () => {
  const [developer, administrator] = [await actorOf("developer"), await actorOf("administrator")];
  const input = { email: await emailOf(administrator.userId), name: "t", scopes: ["read"] as const, days: 1 };
  await expect(createToken(developer, input)).rejects.toThrow(ForbiddenError);
  await expect(createToken(await actorOf("user"), input)).rejects.toThrow(ForbiddenError);
  await expect(createToken(operator, { ...input, days: 0 })).rejects.toThrow(InvalidError);
});
