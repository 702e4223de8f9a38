import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { createMetrics } from "@/lib/dispatch/metrics";
import { startNoticeMails } from "@/lib/dispatch/tasks/notice-mails";
import { ConflictError, ForbiddenError } from "@/lib/errors";
import type { SmtpServer } from "@/lib/smtp-settings";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { startSmtpServer, type TestSmtpServer, testAuthority } from "@/lib/testing/smtp-server";
import { readSubscription, setSubscription, unsubscribe } from "./subscription";
import { createMailer } from "./transport";
import { unsubscribeToken } from "./unsubscribe-token";

const { databaseUrl, appSecret } = config();
const from = { name: "Callboard", address: "callboard@example.com" };
const certificate = (name: string) => readFileSync(`lib/testing/certificates/${name}`, "utf8");
const authorities = testAuthority();

let smtp: TestSmtpServer;
let endpoint: number;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  config().mail = { server: { host: "localhost", port: 1, secure: false, signIn: null }, from };
  await emptyAudit();
  metrics = createMetrics();
  smtp = await server();
  endpoint = await addEndpoint("https://hooks.example.com/night?key=sesame");
});
afterEach(async () => {
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  await Promise.all(closing.splice(0).map((close) => close()));
  await database().query("truncate notice, notice_reader");
});
afterAll(() => pool().end());

let metrics = createMetrics();
/** How many mails ended so, as the metrics say. */
async function counted(outcome: string): Promise<number> {
  const found = await metrics.read({ waiting: 0, calling: 0, unsettled: 0 });
  const mails = found.find(({ name }) => name === "callboard_notice_mails_total");
  return mails?.values.find(({ labels }) => labels.outcome === outcome)?.value ?? Number.NaN;
}

const tasks: { stop(): Promise<void> }[] = [];
async function server(...given: Parameters<typeof startSmtpServer>): Promise<TestSmtpServer> {
  const started = await startSmtpServer(...given);
  closing.push(started.close);
  return started;
}

const sender = (to: SmtpServer = smtp.server) =>
  tasks.push(
    startNoticeMails({
      databaseUrl,
      appSecret,
      appUrl: "https://callboard.example.com",
      domain: "example.com",
      send: createMailer({ server: to, from, authorities }),
      gatherS: 0,
      everyMs: 10,
      unavailableMs: { minMs: 10, maxMs: 50 },
      ended: metrics.noticeMail,
    }),
  );

/** Somebody of this role who gets mails. */
async function subscriber(
  role: "administrator" | "developer" = "developer",
): Promise<Actor & { email: string }> {
  const actor = await actorOf(role);
  await setSubscription(actor, { mails: true });
  const { rows } = await database().query<{ email: string }>("select email from user_account where id = $1", [
    actor.userId,
  ]);
  return { ...actor, email: rows[0]?.email ?? "" };
}

const happens = (kind: string, reason: string | null = null) =>
  database().query("insert into notice (kind, endpoint_id, reason, deliveries) values ($1, $2, $3, 7)", [
    kind,
    endpoint,
    reason,
  ]);
/** So many mails have come, and each is marked as told: a server has a mail before the database says so. */
const mailed = (n: number, by = smtp) =>
  eventually(async () => {
    if (by.received.length < n) return false;
    const ids = by.received.map(({ text }) => /^Message-ID: <notices\.(\d+)\.(\d+)@/m.exec(text) ?? []);
    const { rows } = await database().query(
      `select from unnest($1::int[], $2::bigint[]) as mail (user_id, notice_id) join notice_reader using (user_id)
       where coalesce(mailed_to, 0) < notice_id`,
      [ids.map(([, userId]) => userId), ids.map(([, , noticeId]) => noticeId)],
    );
    return rows.length === 0 && by.received;
  });
const anHourPasses = () =>
  database().query(
    "update notice_reader set mailed_at = mailed_at - interval '61 min', mail_retry_at = now()",
  );
/** Nothing is due any more for anybody: what was to be sent was. */
const problemOf = async (actor: Actor) => (await readSubscription(actor)).problem;

test("a mail says the worst in its subject, and leads to everything", async () => {
  const { email } = await subscriber();
  await happens("failing", "3 calls in a row failed.");
  await happens("suspended", "It answered 410 Gone.");
  sender();
  const [mail] = await mailed(1);
  expect(mail).toMatchObject({ from: from.address, to: email });
  expect(mail?.text).toMatch(
    /^Subject: Callboard: Suspended: hooks.example.com\/night, and 1 more notice\r?$/m,
  );
  expect(mail?.text).toContain("It answered 410 Gone.");
  expect(mail?.text).toContain(
    `https://callboard.example.com/administration/developer/endpoints/ep_${endpoint}`,
  );
  expect(mail?.text).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated/m);
  // Values in queries are often keys, and mails are read on the way.
  expect(mail?.text).not.toContain("sesame");
});

test("a certificate that ends is told with its day, several as how many, and worse before it", async () => {
  await subscriber();
  const reason = "Its client certificate expires on 2026-12-06.";
  await happens("certificate_expires_soon", reason);
  sender();
  const [first] = await mailed(1);
  // Folded where the line is long (RFC 5322).
  const unfolded = (text = "") => text.replace(/\r?\n /g, " ");
  expect(unfolded(first?.text)).toMatch(
    /^Subject: Callboard: Client certificate expires soon: hooks.example.com\/night\r?$/m,
  );
  expect(first?.text).toContain(reason);
  endpoint = await addEndpoint("https://hooks.example.com/day");
  await happens("certificate_expired", "It expired.");
  endpoint = await addEndpoint("https://hooks.example.com/noon");
  await happens("certificate_expired", "It expired.");
  await happens("failing");
  await anHourPasses();
  const mails = await mailed(2);
  expect(unfolded(mails[1]?.text)).toMatch(
    /^Subject: Callboard: 2 URLs whose client certificate expired, and 1 more notice\r?$/m,
  );
});

test("a bad night is one mail at once and then one an hour, with all that happened since, and nothing twice", async () => {
  await subscriber();
  for (const _ of [1, 2, 3]) sender();
  await happens("failing", "The first.");
  await mailed(1);
  for (let n = 0; n < 20; n += 1) await happens("probed", `Number ${n}.`);
  // Somebody else's mail shows that the senders have looked since.
  const other = await subscriber();
  await happens("suspended", "The last.");
  await mailed(2);
  expect(smtp.received.map(({ to }) => to === other.email)).toEqual([false, true]);
  await anHourPasses();
  const mails = await mailed(3);
  expect(mails).toHaveLength(3);
  expect(mails[2]?.text).toContain("Number 0.");
  expect(mails[2]?.text).toContain("Number 19.");
  expect(mails[2]?.text).toContain("The last.");
  expect(mails[2]?.text).not.toContain("The first.");
});

test("who lost the role or was disabled gets nothing, and others theirs", async () => {
  const [gone, demoted, stays] = [await subscriber(), await subscriber(), await subscriber("administrator")];
  await database().query("update user_account set disabled_at = now() where id = $1", [gone.userId]);
  await database().query("update user_account set role = 'user' where id = $1", [demoted.userId]);
  await happens("suspended");
  sender();
  await mailed(1);
  await database().query("update user_account set disabled_at = null, role = 'developer'");
  await anHourPasses();
  await happens("recovered");
  await mailed(4);
  expect(smtp.received.map(({ to }) => to).filter((to) => to === stays.email)).toHaveLength(2);
  for (const { email } of [gone, demoted]) {
    const theirs = smtp.received.filter(({ to }) => to === email);
    expect(theirs).toHaveLength(1);
    expect(theirs[0]?.text).not.toContain("Suspended");
  }
});

test("a mail that is refused is tried again, later and later, and holds up nobody else's", async () => {
  const [full, fine] = [await subscriber(), await subscriber()];
  smtp.refuse((to) => (to === full.email ? { code: 452, text: "Mailbox full" } : null));
  await happens("suspended", "Kept for later.");
  sender();
  expect((await mailed(1))[0]?.to).toBe(fine.email);
  await eventually(async () => (await problemOf(full)) !== null);
  expect(await problemOf(full)).toBe("The mail server refused the mail: 452 Mailbox full");
  const waits: number[] = [];
  for (const failures of [1, 2, 3, 30]) {
    const { rows } = await eventually(async () => {
      const found = await database().query<{ wait: number }>(
        `select extract(epoch from mail_retry_at - now())::float8 as wait from notice_reader
         where user_id = $1 and mail_failures >= $2 and mail_retry_at > now()`,
        [full.userId, failures],
      );
      return found.rowCount === 1 && found;
    });
    waits.push(rows[0]?.wait ?? 0);
    await database().query(
      "update notice_reader set mail_retry_at = now(), mail_failures = $2 where user_id = $1",
      [full.userId, failures === 3 ? 29 : failures],
    );
  }
  // A clock that steps back makes a wait longer by that.
  expect(waits.map((wait) => Math.ceil((wait - 1) / 60))).toEqual([1, 2, 4, 60]);
  smtp.refuse(() => null);
  await eventually(async () => {
    await database().query("update notice_reader set mail_retry_at = now() where user_id = $1", [
      full.userId,
    ]);
    return smtp.received.length >= 2;
  });
  expect(smtp.received[1]).toMatchObject({ to: full.email });
  expect(smtp.received[1]?.text).toContain("Kept for later.");
  await eventually(async () => (await problemOf(full)) === null);
});

test.each([
  ["its recipient", { code: 550, text: "5.1.1 No such user here" }],
  ["its text", { code: 554, text: "5.7.1 Looks like spam", afterText: true }],
])(
  "a mail whose server refuses %s for good is kept with the server's words, and told to whom it is for",
  async (_, refusal) => {
    const [gone, fine] = [await subscriber(), await subscriber()];
    smtp.refuse((to) => (to === gone.email ? refusal : null));
    await happens("suspended", "Told later.");
    sender();
    expect((await mailed(1))[0]?.to).toBe(fine.email);
    await eventually(async () => (await counted("refused")) === 1);
    await eventually(async () => (await counted("sent")) === 1);
    expect(await readSubscription(gone)).toMatchObject({
      mails: true,
      mailedAt: null,
      problem: `The mail server refused the mail: ${refusal.code} ${refusal.text}`,
    });
    expect((await readSubscription(fine)).problem).toBeNull();
    // What it tells is not lost: once the server takes it, it comes.
    smtp.refuse(() => null);
    await database().query("update notice_reader set mail_retry_at = now()");
    const [, late] = await mailed(2);
    expect(late).toMatchObject({ to: gone.email });
    expect(late?.text).toContain("Told later.");
    await eventually(async () => (await problemOf(gone)) === null);
  },
);

test("a server that greets with 554 takes no mail at all: each is kept, and its words are told", async () => {
  const closed = createServer((socket) => socket.end("554 5.3.2 No service for you\r\n"));
  closed.listen(0, "127.0.0.1");
  closing.push(() => new Promise((done) => closed.close(done)));
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  const actors = [await subscriber(), await subscriber()];
  await happens("suspended", "Kept.");
  sender({ ...smtp.server, port });
  await eventually(async () => (await counted("unavailable")) >= 2);
  for (const actor of actors) expect(await problemOf(actor)).toContain("554 5.3.2 No service for you");
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  sender();
  expect((await mailed(2)).map(({ to }) => to).toSorted()).toEqual(
    actors.map(({ email }) => email).toSorted(),
  );
});

test("while the server is down nothing is lost, and all of it comes in one mail", async () => {
  const { port } = smtp.server;
  await smtp.close();
  closing.length = 0;
  const actor = await subscriber();
  // Both before the first try: what is tried again when the server is back was composed a moment before.
  await happens("failing", "While it was down.");
  await happens("suspended", "Still down.");
  sender({ ...smtp.server, port });
  await eventually(async () => (await problemOf(actor)) !== null);
  expect(await problemOf(actor)).toMatch(/^The mail server localhost could not be reached: .*ECONNREFUSED/);
  const back = await server({}, { port });
  const mails = await mailed(1, back);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain("While it was down.");
  expect(mails[0]?.text).toContain("Still down.");
  await eventually(async () => (await problemOf(actor)) === null);
});

test("a server that answers nothing holds no stop up", async () => {
  const actor = await subscriber();
  let asked = () => {};
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let answer = () => {};
  smtp.beforeAnswer(() => {
    asked();
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  sender();
  await happens("suspended", "Once, or twice with one id.");
  await begun;
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  expect((await readSubscription(actor)).mailedAt).toBeNull();
  answer();
  smtp.beforeAnswer(async () => {});
  // Another process goes on: what was not known to be taken is sent again, and can be told by its id.
  sender();
  await eventually(async () => (await readSubscription(actor)).mailedAt !== null);
  const ids = smtp.received.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]?.trim());
  expect(new Set(ids).size).toBe(1);
});

test("STARTTLS and the sign-in: a password goes out over a verified connection only", async () => {
  const users: string[] = [];
  const strict = await server({
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      users.push(username ?? "");
      if (password !== "right") return done(new Error("Wrong password"));
      done(null, { user: username ?? "" });
    },
  });
  const signIn = { user: "callboard", password: "right" };
  const actor = await subscriber();
  await happens("suspended");
  sender({ ...strict.server, signIn: { ...signIn, password: "wrong" } });
  await eventually(async () =>
    (await problemOf(actor))?.startsWith("The mail server refused user or password:"),
  );
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  sender({ ...strict.server, signIn });
  const [mail] = await mailed(1, strict);
  expect(mail).toMatchObject({ secure: true, user: "callboard" });
  expect(users).toContain("callboard");
  await eventually(async () => (await problemOf(actor)) === null);
});

test("a certificate that is not right gets no mail and no password", async () => {
  const signIns: unknown[] = [];
  const forged = await server({
    key: certificate("self-signed.key"),
    cert: certificate("self-signed.crt"),
    onAuth({ username }, _session, done) {
      signIns.push(username);
      done(null, { user: username ?? "" });
    },
  });
  const actor = await subscriber();
  await happens("suspended");
  sender({ ...forged.server, signIn: { user: "callboard", password: "right" } });
  await eventually(async () => (await problemOf(actor)) !== null);
  expect(await problemOf(actor)).toMatch(/mail server localhost/);
  expect([forged.received, signIns]).toEqual([[], []]);
});

test("without TLS a password goes to this machine alone", async () => {
  const signIns: unknown[] = [];
  const plain = await server({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username }, _session, done) {
      signIns.push(username);
      done(null, { user: username ?? "" });
    },
  });
  const signIn = { user: "callboard", password: "right" };
  const actor = await subscriber();
  await happens("suspended");
  // The same machine, by an address that does not say so.
  sender({ ...plain.server, host: "0.0.0.0", signIn });
  await eventually(async () => (await problemOf(actor)) !== null);
  expect(plain.connections()).toBeGreaterThan(0);
  expect([plain.received, signIns]).toEqual([[], []]);
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  sender({ ...plain.server, signIn });
  expect((await mailed(1, plain))[0]).toMatchObject({ secure: false, user: "callboard" });
});

test("only who may read deliveries can switch mails on, and switching is on record", async () => {
  await expect(setSubscription(await actorOf("user"), { mails: true })).rejects.toThrow(ForbiddenError);
  const actor = await subscriber();
  await setSubscription(actor, { mails: true });
  expect(await readSubscription(actor)).toMatchObject({ mails: true, available: true });
  const { rows } = await database().query("select action, subject, after from audit_entry");
  expect(rows).toEqual([
    { action: "user.notice_mails_set", subject: `usr_${actor.userId}`, after: { mails: true } },
  ]);
  config().mail = null;
  await expect(setSubscription(await actorOf("developer"), { mails: true })).rejects.toThrow(ConflictError);
});

test("what happened before somebody switched mails on is not mailed", async () => {
  await happens("suspended", "Long ago.");
  await subscriber();
  sender();
  await happens("recovered", "News.");
  const [mail] = await mailed(1);
  expect(mail?.text).toContain("News.");
  expect(mail?.text).not.toContain("Long ago.");
});

test("the link in a mail switches off the mails of its own user alone", async () => {
  const [one, other] = [await subscriber(), await subscriber()];
  const token = unsubscribeToken(one.userId ?? 0, appSecret);
  expect(await unsubscribe(token.replace(/^usr_\d+/, `usr_${other.userId}`), null)).toBe(false);
  expect(await unsubscribe("", null)).toBe(false);
  expect(
    await unsubscribe(unsubscribeToken(one.userId ?? 0, "another secret of 32 bytes, or so"), null),
  ).toBe(false);
  expect(await unsubscribe(token, null)).toBe(true);
  expect((await readSubscription(one)).mails).toBe(false);
  expect((await readSubscription(other)).mails).toBe(true);
});
