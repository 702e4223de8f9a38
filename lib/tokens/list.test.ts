import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { actorOfToken } from "./actor-of-token";
import { createToken } from "./create";
import { listTokens } from "./list";
import { revokeToken } from "./revoke";
import { newTokenSchema } from "./schema";

afterAll(() => pool().end());
beforeEach(async () => {
  await pool().query("truncate api_token");
  await emptyAudit();
});

const make = (owner: Awaited<ReturnType<typeof actorOf>>, name = "ci") =>
  createToken(owner, { name, scopes: ["read"], days: 90 });
const namesFor = async (actor: Awaited<ReturnType<typeof actorOf>>) =>
  (await listTokens(actor)).items.map(({ name }) => name);

test("a Developer sees their own tokens, an Administrator everybody's, newest first", async () => {
  const [ada, bob, root] = [
    await actorOf("developer"),
    await actorOf("developer"),
    await actorOf("administrator"),
  ];
  await make(ada, "first");
  await make(bob, "second");
  await make(root, "third");
  // They are not sure to be made in different milliseconds.
  await pool().query(
    "update api_token set created_at = now() + array_position(array['first', 'second', 'third'], name) * interval '1 s'",
  );
  expect(await namesFor(ada)).toEqual(["first"]);
  expect(await namesFor(bob)).toEqual(["second"]);
  expect(await namesFor(root)).toEqual(["third", "second", "first"]);
  expect(await namesFor(operator)).toHaveLength(3);
});

test("a Developer revokes their own only; an Administrator any; who did it is on record", async () => {
  const [ada, bob, root] = [
    await actorOf("developer"),
    await actorOf("developer"),
    await actorOf("administrator"),
  ];
  const [hers, his] = [await make(ada), await make(bob)];
  await expect(revokeToken(ada, his.id)).rejects.toThrow(NotFoundError);
  expect(await actorOfToken(his.token, null)).not.toBeNull();
  await revokeToken(ada, hers.id);
  await revokeToken(root, his.id);
  // The next request is refused.
  expect(await actorOfToken(hers.token, null)).toBeNull();
  expect(await actorOfToken(his.token, null)).toBeNull();
  const { rows } = await pool().query(
    "select actor_name, subject from audit_entry where action = 'token.revoked' order by id",
  );
  expect(rows).toEqual([
    { actor_name: ada.name, subject: `token_${hers.id}` },
    { actor_name: root.name, subject: `token_${his.id}` },
  ]);
});

test("a User neither sees, makes nor revokes tokens", async () => {
  const user = await actorOf("user");
  await expect(listTokens(user)).rejects.toThrow(ForbiddenError);
  await expect(make(user)).rejects.toThrow(ForbiddenError);
  await expect(revokeToken(user, "0123456789")).rejects.toThrow(ForbiddenError);
});

test("a token says whether it works, and nothing of its secret", async () => {
  const owner = await actorOf("developer");
  const [active, expired, revoked] = [await make(owner, "a"), await make(owner, "b"), await make(owner, "c")];
  await pool().query("update api_token set expires_at = now() where id = $1", [expired.id]);
  await revokeToken(owner, revoked.id);
  await actorOfToken(active.token, null);
  const states = async () =>
    Object.fromEntries((await listTokens(operator)).items.map(({ name, state }) => [name, state]));
  expect(await states()).toEqual({ a: "active", b: "expired", c: "revoked" });
  const [first] = (await listTokens(owner)).items.filter(({ name }) => name === "a");
  expect(first).toEqual({
    tokenID: active.id,
    name: "a",
    scopes: ["read"],
    owner: { userID: `usr_${owner.userId}`, name: owner.name, email: expect.any(String) },
    state: "active",
    createdAt: expect.any(String),
    expiresAt: expect.any(String),
    lastUsedAt: expect.any(String),
    revokedAt: null,
  });
  await pool().query("update user_account set disabled_at = now() where id = $1", [owner.userId]);
  expect(await states()).toEqual({ a: "owner_disabled", b: "expired", c: "revoked" });
});

test("a long list comes in pages, each token once", async () => {
  const owner = await actorOf("developer");
  await pool().query(
    `insert into api_token (id, name, owner_id, secret_hash, scopes, expires_at, created_at)
     select lpad(n::text, 10, '0'), 'n' || n, $1, '\\x00', '{read}', now(), now() - n % 3 * interval '1 s'
     from generate_series(1, 230) as n`,
    [owner.userId],
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listTokens(owner, cursor ? { cursor } : {});
    seen.push(...items.map(({ tokenID }) => tokenID));
    cursor = nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(230);
  expect(new Set(seen).size).toBe(230);
});

test.each([
  ["name", { name: "  " }],
  ["name", { name: "a\u202eb" }],
  ["scopes", { scopes: [] }],
  ["days", { days: 0 }],
  ["days", { days: 1.5 }],
  ["days", { days: 3_651 }],
])("a wrong %s is told", (path, wrong) => {
  const parsed = newTokenSchema.safeParse({ name: "ci", scopes: ["read"], days: 90, ...wrong });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
});

test("the service itself refuses a life that is none", async () => {
  const owner = await actorOf("developer");
  await expect(createToken(owner, { name: "t", scopes: ["read"], days: 0 })).rejects.toThrow(InvalidError);
});
