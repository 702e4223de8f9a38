import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { recordAudit } from "./record";

beforeAll(() =>
  inTransaction((tx) => recordAudit(tx, operator, { action: "webhooks.saved", subject: "webhooks" })),
);
afterAll(async () => {
  await prisma().$disconnect();
  await pool().end();
});

const entries = async () => (await pool().query("select * from audit_entry")).rows;

test.each([
  "update audit_entry set actor_name = 'somebody else'",
  "update audit_entry set actor_name = 'nobody' where false",
  "delete from audit_entry",
  "truncate audit_entry",
  "truncate audit_entry, user_account cascade",
  `insert into audit_entry (id, actor_kind, actor_name, action, subject) values (1, 'user', 'x', 'x', 'x')
   on conflict (id) do update set actor_name = excluded.actor_name`,
  `merge into audit_entry using (values (1::bigint)) as one (id) on audit_entry.id = one.id
   when matched then delete`,
])("an entry stays as it was written, also for the owner of the table: %s", async (statement) => {
  const before = await entries();
  expect(before).toHaveLength(1);
  await expect(pool().query(statement)).rejects.toMatchObject({
    code: "42501",
    message: expect.stringMatching(/^audit_entry is append-only: (UPDATE|DELETE|TRUNCATE) is refused$/),
  });
  expect(await entries()).toEqual(before);
});

test("leaving ordinary triggers out of a session does not help", async () => {
  const session = await pool().connect();
  try {
    await session.query("set session_replication_role = replica");
    await expect(session.query("delete from audit_entry")).rejects.toThrow("append-only");
  } finally {
    session.release(true);
  }
  expect(await entries()).toHaveLength(1);
});

test("Prisma can do less: it can add none either", async () => {
  const entry = { actorKind: "user", actorName: "x", action: "x", subject: "x" };
  const refused = /read-only transaction/;
  await expect(prisma().auditEntry.updateMany({ data: { actorName: "x" } })).rejects.toThrow(refused);
  await expect(prisma().auditEntry.deleteMany()).rejects.toThrow(refused);
  await expect(prisma().auditEntry.create({ data: entry })).rejects.toThrow(refused);
  expect(await entries()).toHaveLength(1);
});

test("nothing in the product touches an entry once it is written", async () => {
  const files: string[] = [];
  for (const folder of ["app", "components", "lib"]) {
    const names = await readdir(folder, { recursive: true });
    files.push(...names.map((name) => `${folder}/${name}`).filter((file) => /(?<!\.test)\.tsx?$/.test(file)));
  }
  expect(files.length).toBeGreaterThan(150);
  for (const file of files) {
    if (/^lib\/(testing|db\/generated)\//.test(file)) continue;
    const text = await readFile(file, "utf8");
    expect([
      file,
      /auditEntry\s*\.\s*(update|delete|upsert)|(update|delete from|truncate)\s+"?audit_entry/i.exec(
        text,
      )?.[0],
    ]).toEqual([file, undefined]);
  }
});

/** Changes whose record is the event itself, with who made it (docs/decisions/0022). */
const recordedAsEvents = /"(instances|events):write"/;

/** It asks for the permission because it shows what was stored, and changes nothing. */
const changesNothing = new Set(["previewRestore", "readNoticeWebhook"]);

type Named = { name: string; body: string };

/** What records is `recordAudit`, and whatever calls something that records. */
function silentServices(texts: string[]): { services: string[]; silent: string[] } {
  const functions = texts.flatMap((text) =>
    [...text.matchAll(/^(?:export )?async function (\w+)[\s\S]*?^}$/gm)].map(
      ([body, name = ""]): Named => ({ name, body: body.slice(body.indexOf("(")) }),
    ),
  );
  const recording = new Set(["recordAudit"]);
  const records = ({ body }: Named) => [...recording].some((name) => new RegExp(`\\b${name}\\(`).test(body));
  for (let known = 0; known !== recording.size; ) {
    known = recording.size;
    for (const one of functions) if (records(one)) recording.add(one.name);
  }
  const services = functions.filter(
    ({ name, body }) =>
      /assertCan\(\s*actor,\s*"\w+:write"/.test(body) &&
      !recordedAsEvents.test(body) &&
      !changesNothing.has(name),
  );
  return {
    services: services.map(({ name }) => name),
    silent: services.filter((one) => !records(one)).map(({ name }) => name),
  };
}

test("every service that changes something records it", async () => {
  const files = (await readdir("lib", { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const { services, silent } = silentServices(
    await Promise.all(files.map((file) => readFile(`lib/${file}`, "utf8"))),
  );
  expect(services).toEqual(
    expect.arrayContaining([
      "replaceWebhooks",
      "restoreSettings",
      "saveOrder",
      "createToken",
      "revokeToken",
      "setRole",
    ]),
  );
  expect(silent).toEqual([]);
  const made = 'export async function save(actor) {\n  assertCan(actor, "users:write");\n}';
  expect(silentServices([made]).silent).toEqual(["save"]);
});
