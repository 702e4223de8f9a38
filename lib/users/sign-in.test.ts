import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { addUser } from "@/lib/testing/users";
import { createUser, resetPassword } from "./administer";
import { newUserSchema } from "./schema";
import { type SignInOutcome, signInWithPassword } from "./sign-in";
import { beginAttempt, throttleKey } from "./throttle";

afterAll(() => pool().end());
beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate user_account, sign_in_throttle restart identity cascade");
  await exists("ada@example.com");
});

const password = "correct horse battery";
const exists = (email: string) => addUser(pool(), { name: "Ada", email, role: "user", password });
const signIn = (
  email: string,
  given: string,
  from: { address?: string; deviceToken?: string } = {},
): Promise<SignInOutcome> =>
  signInWithPassword({
    email,
    password: given,
    address: from.address ?? null,
    deviceToken: from.deviceToken ?? null,
  });
/** As if this much time had passed. */
const passed = (time: string) =>
  pool().query("update sign_in_throttle set blocked_until = blocked_until - $1::interval", [time]);
const secondsOf = (outcome: SignInOutcome) => (outcome.kind === "wait" ? outcome.seconds : outcome.kind);

async function fail(
  times: number,
  email = "ada@example.com",
  from: { address?: string; deviceToken?: string } = {},
) {
  for (let n = 0; n < times; n += 1) {
    expect(await signIn(email, "not the password", from)).toEqual({ kind: "refused" });
  }
}

test("after five failures the waits double, to fifteen minutes and no further", async () => {
  const key = throttleKey("account", "ada@example.com");
  const fails = async () => {
    const attempt = await beginAttempt({ key });
    if (attempt.kind === "allowed") await attempt.settle(false);
    return attempt.kind;
  };
  for (let n = 0; n < 5; n += 1) expect(await fails()).toBe("allowed");
  let beganAtMs = performance.now();
  for (const seconds of [32, 64, 128, 256, 512, 900, 900]) {
    const attempt = await beginAttempt({ key });
    const waitSeconds = attempt.kind === "wait" ? attempt.seconds : 0;
    // By then some of the wait may be over: what has passed since before the failure, at most.
    const passedSeconds = (performance.now() - beganAtMs) / 1_000;
    expect(waitSeconds).toBeLessThanOrEqual(seconds);
    expect(waitSeconds).toBeGreaterThanOrEqual(Math.floor(seconds - passedSeconds));
    await passed("15 minutes");
    beganAtMs = performance.now();
    expect(await fails()).toBe("allowed");
  }
});

test.each(["ada@example.com", "nobody@example.com"])(
  "failures for %s are answered alike, and the wait counts for the right password too",
  async (email) => {
    await fail(5, email);
    expect(secondsOf(await signIn(email, password))).toBeGreaterThan(25);
  },
);

test("a success resets the account's count, and every spelling of an email is one account", async () => {
  await fail(4);
  expect(await signIn(" ADA@example.com", password)).toMatchObject({ kind: "signed_in", id: 1 });
  await fail(3);
  await fail(2, "ADA@EXAMPLE.com ");
  expect(secondsOf(await signIn("ada@example.com", password))).toBeGreaterThan(1);
});

test("a refused attempt counts nothing: the wait is over when it was said to be", async () => {
  await fail(5);
  await signIn("ada@example.com", "again");
  await passed("32 seconds");
  expect(await signIn("ada@example.com", password)).toMatchObject({ kind: "signed_in" });
});

test("of fifty attempts at once five are made", async () => {
  const key = throttleKey("account", "ada@example.com");
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => beginAttempt({ key })));
  expect(outcomes.filter(({ kind }) => kind === "allowed")).toHaveLength(5);
});

test("one address that tries many accounts is stopped, whichever addresses it says to speak for", async () => {
  const address = "203.0.113.9";
  for (let n = 0; n < 5; n += 1) {
    await exists(`somebody-${n}@example.com`);
    await fail(1, `somebody-${n}@example.com`, { address });
  }
  expect(secondsOf(await signIn("ada@example.com", password, { address }))).toBeGreaterThan(1);
  expect(await signIn("ada@example.com", password, { address: "203.0.113.10" })).toMatchObject({
    kind: "signed_in",
  });
  // From ever new addresses the account's own count stops it.
  for (let n = 0; n < 5; n += 1) await fail(1, "ada@example.com", { address: `198.51.100.${n}` });
  expect(secondsOf(await signIn("ada@example.com", password, { address: "198.51.100.99" }))).toBeGreaterThan(
    1,
  );
});

test("an IPv6 customer is one address, and a proxy on this machine that tells none is not one", async () => {
  for (const email of ["grace@example.com", "alan@example.com"]) await exists(email);
  for (let n = 0; n < 5; n += 1) {
    await fail(1, n < 3 ? "grace@example.com" : "alan@example.com", { address: `2001:db8:0:1::${n}` });
  }
  expect(
    secondsOf(await signIn("ada@example.com", password, { address: "2001:db8:0:1:ffff::1" })),
  ).toBeGreaterThan(1);
  for (let n = 0; n < 6; n += 1) {
    await exists(`b-${n}@example.com`);
    await fail(1, `b-${n}@example.com`, { address: "127.0.0.1" });
  }
});

test("many colleagues who sign in at once behind one address all get in", async () => {
  const address = "203.0.113.9";
  const outcomes = await Promise.all(
    Array.from({ length: 9 }, async (_, n) => {
      const attempt = await beginAttempt({
        key: throttleKey("account", `colleague-${n}`),
        sharedKey: throttleKey("address", address),
      });
      if (attempt.kind === "allowed") await attempt.settle(true);
      return attempt.kind;
    }),
  );
  expect(new Set(outcomes)).toEqual(new Set(["allowed"]));
  const { rows } = await pool().query("select failures from sign_in_throttle");
  expect(rows).toEqual([{ failures: 0 }]);
});

test("somebody who guesses elsewhere does not keep a person out of a browser they have signed in with", async () => {
  const first = await signIn("ada@example.com", password);
  const deviceToken = first.kind === "signed_in" ? first.deviceToken : "";
  await fail(5);
  expect(await signIn("ada@example.com", password, { deviceToken })).toMatchObject({
    kind: "signed_in",
    deviceToken,
  });
  expect(secondsOf(await signIn("ada@example.com", password))).toBeGreaterThan(1);
  // The device token is worth nothing for another account, nor when altered, and has a count of its own.
  await exists("grace@example.com");
  await fail(5, "grace@example.com", { deviceToken });
  expect(secondsOf(await signIn("grace@example.com", password, { deviceToken }))).toBeGreaterThan(1);
  expect(
    secondsOf(await signIn("ada@example.com", password, { deviceToken: `x${deviceToken}` })),
  ).toBeGreaterThan(1);
  await fail(5, "ada@example.com", { deviceToken });
  expect(secondsOf(await signIn("ada@example.com", password, { deviceToken }))).toBeGreaterThan(1);
});

test("a reset password ends the wait; what is old goes away", async () => {
  await fail(5);
  await resetPassword(operator, "ada@example.com", "another good password");
  expect(await signIn("ada@example.com", "another good password")).toMatchObject({ kind: "signed_in" });
  await exists("grace@example.com");
  await fail(3, "grace@example.com");
  await passed("61 minutes");
  await fail(1);
  const { rows } = await pool().query("select failures from sign_in_throttle");
  expect(rows).toEqual([{ failures: 1 }]);
});

test("an unknown person and a wrong password take about the same processor time", async () => {
  const grace = { name: "Grace", email: "grace@example.com", role: "user", password };
  await createUser(operator, newUserSchema.parse(grace));
  const timesOf = async (email: string) => {
    const times = [];
    for (let n = 0; n < 2; n += 1) {
      const before = process.cpuUsage();
      await signIn(email, "not the password");
      const { user, system } = process.cpuUsage(before);
      times.push(user + system);
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await timesOf("grace@example.com"), await timesOf("nobody@example.com")];
  expect(known / unknown).toBeGreaterThan(0.5);
  expect(known / unknown).toBeLessThan(2);
});

test("of a crowd most are told to come again, uncounted, and a known browser does not wait behind it", async () => {
  const known = await signIn("ada@example.com", password);
  const deviceToken = known.kind === "signed_in" ? known.deviceToken : "";
  const ended: string[] = [];
  const crowd = Array.from({ length: 120 }, async (_, n) => {
    const { kind } = await signIn(`nobody-${n}@example.com`, password, { address: `198.51.100.${n}` });
    ended.push(kind);
    return kind;
  });
  // Whoever is told "busy" is told at once, when all places are taken: then the right person comes.
  await Promise.any(
    crowd.map(async (one) => {
      if ((await one) !== "busy") throw new Error("not yet");
    }),
  );
  expect(await signIn("ada@example.com", password, { deviceToken })).toMatchObject({ kind: "signed_in" });
  const endedBefore = ended.filter((kind) => kind === "refused").length;

  const verdicts = await Promise.all(crowd);
  const refused = verdicts.filter((kind) => kind === "refused").length;
  expect(verdicts.filter((kind) => kind === "busy")).toHaveLength(120 - refused);
  expect(endedBefore).toBeLessThan(refused);
  const { rows } = await pool().query(
    "select count(*)::int as counted from sign_in_throttle where failures > 0",
  );
  // Each was counted for the account and for the address.
  expect(rows).toEqual([{ counted: refused * 2 }]);
}, 120_000);

test("an attempt that was not looked at leaves an account's wait as it was", async () => {
  await fail(4);
  const key = throttleKey("account", "ada@example.com");
  const attempt = await beginAttempt({ key });
  if (attempt.kind === "allowed") await attempt.release();
  expect(attempt.kind).toBe("allowed");
  // The fifth failure is the first that makes anybody wait.
  await fail(1);
  expect(secondsOf(await signIn("ada@example.com", password))).toBeGreaterThan(1);
});
