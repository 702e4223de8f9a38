import { afterAll, beforeEach, expect, test } from "vitest";
import { type Actor, operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import { createUser } from "@/lib/users/administer";
import { newUserSchema } from "@/lib/users/schema";
import { listActors, listAudit } from "./list";
import { recordAudit } from "./record";
import { auditFilterSchema } from "./schema";

afterAll(async () => {
  await prisma().$disconnect();
  await pool().end();
});
beforeEach(emptyAudit);

const note = (actor: Actor, record: Partial<Parameters<typeof recordAudit>[2]> = {}) =>
  inTransaction((tx) => recordAudit(tx, actor, { action: "webhooks.saved", subject: "webhooks", ...record }));
const titles = async (actor: Actor, filter = {}) =>
  (await listAudit(actor, filter)).items.map(({ title }) => title);

test("an entry says who, by what, from where, when and what, with a way to what it is about", async () => {
  const owner = await actorOf("developer");
  const url = "https://hooks.example.com/a?key=s3cret";
  const before = { created: { enabled: false, urls: [] } };
  await note(
    { ...owner, kind: "token", name: "Ada (token ci)", tokenId: "0123456789", address: "10.1.2.3" },
    {
      before,
      after: { created: { enabled: true, urls: [url] } },
    },
  );
  const { items, nextCursor } = await listAudit(owner);
  expect(nextCursor).toBeNull();
  expect(items).toEqual([
    {
      entryID: "aud_1",
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      actor: { kind: "token", name: "Ada (token ci)", tokenID: "0123456789" },
      address: "10.1.2.3",
      action: "webhooks.saved",
      title: "Callback settings saved",
      subject: { text: "Callback settings", href: "/administration/developer" },
      sections: [
        {
          title: "Created",
          lines: [
            { kind: "removed", text: "Switched off" },
            { kind: "added", text: "Switched on" },
            { kind: "added", text: url },
          ],
        },
      ],
      restoredFrom: null,
      restorable: true,
    },
  ]);
});

test("query values are masked for those who may not edit them, so that a change of one still shows; nothing can be restored", async () => {
  const reader: Actor = { ...(await actorOf("developer")), scopes: ["read"] };
  await note(operator, {
    before: { created: { enabled: true, urls: ["https://a.example/x?key=one"] } },
    after: { created: { enabled: true, urls: ["https://a.example/x?key=two"] } },
  });
  const { items } = await listAudit(reader);
  expect(items[0]?.sections[0]?.lines).toEqual([
    { kind: "same", text: "Switched on" },
    { kind: "removed", text: "https://a.example/x?key=…" },
    { kind: "added", text: "https://a.example/x?key=…" },
  ]);
  expect(items[0]?.restorable).toBe(false);
  expect(JSON.stringify(items)).not.toMatch(/one|two/);
});

test("a URL an entry is about is masked likewise, and a secret that got into an entry is for nobody", async () => {
  const developer = await actorOf("developer");
  await pool().query(
    "insert into endpoint (id, url, url_hash) values (7, 'https://a.example/?key=s3cret', 'x') on conflict do nothing",
  );
  const after = {
    note: `whsec_${"A".repeat(32)}`,
    token: `cbt_0123456789_${"b".repeat(43)}`,
    password: "hunter2",
  };
  await note(operator, { action: "endpoint.resumed", subject: "ep_7", after });
  const [whole] = (await listAudit(developer)).items;
  expect(whole?.subject?.text).toBe("https://a.example/?key=s3cret");
  expect(whole?.sections[0]?.lines.map(({ text }) => text)).toEqual([
    "Note: whsec_…",
    "Token: cbt_0123456789_…",
    "Password: …",
  ]);
  const [masked] = (await listAudit({ ...developer, scopes: ["read"] })).items;
  expect(masked?.subject?.text).toBe("https://a.example/?key=…");
});

test("a Developer reads what concerns callbacks and their own tokens; an Administrator everything; a User nothing", async () => {
  const [ada, bob, root, user] = [
    await actorOf("developer"),
    await actorOf("developer"),
    await actorOf("administrator"),
    await actorOf("user"),
  ];
  await note(root);
  await createUser(
    root,
    newUserSchema.parse({ name: "X", email: "x@example.com", role: "user", password: "a long password" }),
  );
  const { id } = await createToken(ada, { name: "hers", scopes: ["read"], days: 1 });
  await createToken(bob, { name: "his", scopes: ["read"], days: 1 });
  await revokeToken(root, id);
  // As a release after this one may write it.
  await pool().query(
    "insert into audit_entry (actor_kind, actor_name, action, subject) values ('system', 'x', 'vault.opened', 'vault')",
  );
  expect(await titles(ada)).toEqual(["API token revoked", "API token created", "Callback settings saved"]);
  expect(await titles(bob)).toEqual(["API token created", "Callback settings saved"]);
  expect(await titles(root)).toEqual([
    "Vault: opened",
    "API token revoked",
    "API token created",
    "API token created",
    "User created",
    "Callback settings saved",
  ]);
  expect((await listActors(bob)).map(({ name }) => name)).toEqual([root.name, bob.name].sort());
  await expect(listAudit(user)).rejects.toThrow(ForbiddenError);
  await expect(listActors(user)).rejects.toThrow(ForbiddenError);
});

test("a bulk resend is found by who may read callbacks, by its kind, with words and a way there", async () => {
  const developer = await actorOf("developer");
  await note(developer, { action: "deliveries.resend_started", subject: "job_4" });
  await note(developer, { action: "deliveries.resend_cancelled", subject: "job_4" });
  const { items } = await listAudit(developer, { kind: "delivery" });
  expect(items.map(({ title, subject }) => [title, subject])).toEqual(
    ["Bulk resend cancelled", "Bulk resend started"].map((title) => [
      title,
      { text: "Bulk resend job_4", href: "/administration/developer/deliveries?job=job_4" },
    ]),
  );
});

test("an entry written by hand keeps which entry it restored", async () => {
  const developer = await actorOf("developer");
  await note(developer);
  await inTransaction((tx) =>
    recordAudit(tx, developer, { action: "webhooks.saved", subject: "webhooks", restoredFrom: 1n }),
  );
  const { items } = await listAudit(developer);
  expect(items.map(({ title, restoredFrom }) => [title, restoredFrom])).toEqual([
    ["Callback settings restored", "aud_1"],
    ["Callback settings saved", null],
  ]);
});

test("it is filtered by kind, person, subject and days", async () => {
  const [ada, root] = [await actorOf("developer"), await actorOf("administrator")];
  await note(ada);
  await note({ ...ada, kind: "token" }, { action: "webhooks.order_saved" });
  await note(operator, { action: "user.disabled", subject: "usr_1" });
  const person = `usr_${ada.userId}`;
  expect(await titles(root, { kind: "user" })).toEqual(["User disabled"]);
  expect(await titles(root, { person })).toEqual([
    "Order of each instance switched",
    "Callback settings saved",
  ]);
  expect(await titles(root, { person: "system" })).toEqual(["User disabled"]);
  expect(await titles(root, { subject: "usr_1" })).toEqual(["User disabled"]);
  expect(await listActors(root)).toEqual([
    { person, name: ada.name },
    { person: "system", name: "Command line and setup" },
  ]);
  const today = new Date().toISOString().slice(0, 10);
  expect(await titles(root, { from: today, to: today })).toHaveLength(3);
  expect(await titles(root, { from: "1970-01-01", to: "9999-12-31" })).toHaveLength(3);
  expect(await titles(root, { from: "2999-01-01" })).toEqual([]);
  expect(await titles(root, { to: "2020-01-01" })).toEqual([]);
});

test("pages go by what was seen: what is added meanwhile shifts nothing", async () => {
  const actor = await actorOf("administrator");
  await pool().query(
    "insert into audit_entry (actor_kind, actor_name, action, subject) select 'system', 'x', 'webhooks.saved', 'webhooks' from generate_series(1, 60)",
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(actor, { cursor });
    seen.push(...page.items.map(({ entryID }) => entryID));
    cursor = page.nextCursor ?? undefined;
    await note(actor);
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => `aud_${60 - n}`));
});

test.each([
  { kind: "nothing" },
  { person: "usr_0" },
  { from: "yesterday" },
  { to: "2026-02-30" },
  { cursor: "aud_x" },
  { subject: "a b" },
])("a filter that is none is refused: %o", (filter) => {
  expect(auditFilterSchema.safeParse(filter).success).toBe(false);
});
