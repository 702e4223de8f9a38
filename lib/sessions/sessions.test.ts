import { afterAll, beforeEach, expect, test } from "vitest";
import { type Actor, operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { changeOwnPassword, signOutEverywhere } from "@/lib/users/account";
import { createUser, resetPassword, setDisabled, setRole } from "@/lib/users/administer";
import { newUserSchema } from "@/lib/users/schema";
import { endOwnSession, endSession } from "./end";
import { listOwnSessions } from "./list";
import { actorOfSession } from "./read";
import { sessionHash } from "./session-id";
import { startSession } from "./start";

let ada: Actor;
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account cascade");
  ada = await actorOf("user");
});

const start = (given: Partial<Parameters<typeof startSession>[0]> = {}) =>
  startSession({
    userId: ada.userId ?? 0,
    sessionVersion: 1,
    address: "203.0.113.9",
    userAgent: firefox,
    replaces: null,
    ...given,
  });
const nameOf = (id: string) => sessionHash(id).toString("base64url");

test("a session stands for its person, from where the request came, and its id is kept nowhere", async () => {
  const id = await start();
  expect(id).toMatch(/^[\w-]{43}$/);
  expect(await actorOfSession(id, "198.51.100.7")).toEqual({ ...ada, address: "198.51.100.7" });
  const { rows } = await pool().query("select user_session::text as row from user_session");
  expect(rows).toHaveLength(1);
  expect(rows[0].row).not.toContain(id);
  expect(rows[0].row).not.toContain(Buffer.from(id, "base64url").toString("hex"));
});

test("an unknown id, and one made up of the kept hash, stand for nobody", async () => {
  const id = await start();
  for (const made of ["", "x", nameOf(id), `${id} `]) expect(await actorOfSession(made, null)).toBeNull();
});

test("signing out ends this session and no other, and again does nothing", async () => {
  const [one, other] = [await start(), await start()];
  await endSession(one);
  await endSession(one);
  expect(await actorOfSession(one, null)).toBeNull();
  expect(await actorOfSession(other, null)).toMatchObject({ userId: ada.userId });
});

test("a new sign-in in the same browser ends the session it had, whoever's that was", async () => {
  const before = await start();
  const grace = await actorOf("user");
  const after = await start({ userId: grace.userId ?? 0, replaces: before });
  expect(await actorOfSession(before, null)).toBeNull();
  expect(await actorOfSession(after, null)).toMatchObject({ userId: grace.userId });
});

test("it ends eight hours after the sign-in by the database's clock", async () => {
  const id = await start();
  const age = (minutes: number) =>
    pool().query("update user_session set expires_at = created_at + interval '8 h' - $1 * interval '1 min'", [
      minutes,
    ]);
  const { rows } = await pool().query(
    "select expires_at - created_at = interval '8 h' as right from user_session",
  );
  expect(rows).toEqual([{ right: true }]);
  await age(479);
  expect(await actorOfSession(id, null)).not.toBeNull();
  await age(480);
  expect(await actorOfSession(id, null)).toBeNull();
});

test("password, reset, role, disabling and signing out everywhere end all of them", async () => {
  const email = "eve@example.com";
  const [present, next] = ["correct horse battery", "staples are made of steel"];
  const eve = await createUser(
    operator,
    newUserSchema.parse({ name: "Eve Adams", email, role: "user", password: present }),
  );
  const userId = Number(eve.userID.slice(4));
  const actor: Actor = { ...ada, userId };
  const ends = [
    () => changeOwnPassword(actor, { present, next }),
    () => resetPassword(operator, email, present),
    () => setRole(operator, email, "developer"),
    () => signOutEverywhere(actor),
    () => setDisabled(operator, email, true),
  ];
  for (const [index, end] of ends.entries()) {
    const ids = await Promise.all([1, 2].map(() => start({ userId, sessionVersion: index + 1 })));
    for (const id of ids) expect(await actorOfSession(id, null)).not.toBeNull();
    await end();
    for (const id of ids) expect([index, await actorOfSession(id, null)]).toEqual([index, null]);
  }
  // Who knew the password, but began before all sessions were ended, begins none.
  expect(await actorOfSession(await start({ userId, sessionVersion: 1 }), null)).toBeNull();
});

test("that it was seen is written once a minute", async () => {
  const id = await start();
  const seen = async () =>
    (await pool().query("select last_seen_at::text from user_session")).rows[0].last_seen_at;
  const before = await seen();
  await actorOfSession(id, null);
  expect(await seen()).toBe(before);
  await pool().query("update user_session set last_seen_at = now() - interval '61 s'");
  await actorOfSession(id, null);
  expect(new Date(await seen()).getTime()).toBeGreaterThanOrEqual(new Date(before).getTime());
});

test("the list holds one's own live sessions, and each can be ended, with an entry in the history", async () => {
  const [one, ended, expired, other] = [
    await start({ address: null }),
    await start(),
    await start(),
    await start(),
  ];
  await start({ userId: (await actorOf("user")).userId ?? 0 });
  await endSession(ended);
  await pool().query("update user_session set expires_at = now() - interval '1 s' where id_hash = $1", [
    sessionHash(expired),
  ]);
  const { sessions, count } = await listOwnSessions(ada);
  expect(count).toBe(2);
  expect(new Set(sessions.map(({ sessionID }) => sessionID))).toEqual(new Set([nameOf(one), nameOf(other)]));
  expect(sessions.find(({ sessionID }) => sessionID === nameOf(other))).toMatchObject({
    browser: "Firefox on Linux",
    address: "203.0.113.9",
  });
  await endOwnSession(ada, nameOf(other));
  expect(await actorOfSession(other, null)).toBeNull();
  expect((await listOwnSessions(ada)).sessions.map(({ sessionID }) => sessionID)).toEqual([nameOf(one)]);
  const { rows } = await pool().query("select actor_name, action, subject, after from audit_entry");
  expect(rows).toEqual([
    {
      actor_name: ada.name,
      action: "user.session_ended",
      subject: `usr_${ada.userId}`,
      after: { browser: "Firefox on Linux", address: "203.0.113.9", signedInAt: expect.any(String) },
    },
  ]);
});

test("nobody ends somebody else's session, or lists or ends any with a token that may not", async () => {
  const id = await start();
  const mallory = await actorOf("administrator");
  await expect(endOwnSession(mallory, nameOf(id))).rejects.toThrow(NotFoundError);
  await expect(endOwnSession({ ...ada, scopes: ["read"] }, nameOf(id))).rejects.toThrow(ForbiddenError);
  expect((await listOwnSessions(mallory)).sessions).toEqual([]);
  expect(await actorOfSession(id, null)).not.toBeNull();
});

test("what a browser calls itself is cut, and cannot hold what is not seen or not stored", async () => {
  await start({ userAgent: `evil\u0000\u001b[2J\u202e${"x".repeat(9_000)}` });
  const { rows } = await pool().query("select user_agent from user_session");
  expect(rows[0].user_agent).toBe(`evil\u{fffd}\u{fffd}[2J\u{fffd}${"x".repeat(200 - 10)}`);
});

test("of thousands of sessions the newest fifty are listed, and all are counted", async () => {
  await pool().query(
    `insert into user_session (id_hash, user_id, session_version, user_agent, expires_at)
     select sha256(n::text::bytea), $1, 1, '', now() + interval '1 h' from generate_series(1, 3000) as n`,
    [ada.userId],
  );
  const { sessions, count } = await listOwnSessions(ada);
  expect([sessions.length, count]).toEqual([50, 3_000]);
});
