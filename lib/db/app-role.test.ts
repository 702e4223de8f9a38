import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { config } from "@/lib/config";
import { appAddress, ensureAppRole, grants } from "./app-role";
import { migrate } from "./migrate";

const ownerUrl = config().databaseUrl;
const appUrl = appAddress(ownerUrl);
let app: pg.Client;

beforeAll(async () => {
  await ensureAppRole(ownerUrl);
  // A start after an upgrade does it again.
  await ensureAppRole(ownerUrl);
  app = new pg.Client({ connectionString: appUrl });
  await app.connect();
});
afterAll(() => app.end());

const entry =
  "insert into audit_entry (actor_kind, actor_name, action, subject) values ('user', 'x', 'x', 'x')";

test("the app's role adds entries and reads them", async () => {
  await app.query(entry);
  expect((await app.query("select from audit_entry")).rowCount).toBe(1);
});

test.each([
  "update audit_entry set actor_name = 'y'",
  "delete from audit_entry",
  "truncate audit_entry",
  "alter table audit_entry disable trigger all",
  "drop trigger audit_entry_append_only on audit_entry",
  "drop table audit_entry",
  "drop function refuse_change_of_audit_entry cascade",
  "create or replace function refuse_change_of_audit_entry() returns trigger language plpgsql as 'begin return null; end'",
  "set session_replication_role = replica",
  "reset role; delete from audit_entry",
  "alter role callboard_app superuser",
  "delete from _prisma_migrations",
  "create table mine (id int)",
])("it can do nothing else to them: %s", async (statement) => {
  await expect(app.query(statement)).rejects.toMatchObject({ code: "42501" });
  expect((await app.query("select from audit_entry where actor_name = 'x'")).rowCount).toBe(1);
});

test("it may write every other table", async () => {
  const { rows } = await app.query<{ table: string }>(
    `select relname as table from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
       and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
         and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))
     order by 1`,
  );
  expect(rows.map(({ table }) => table)).toEqual(["_prisma_migrations", "audit_entry"]);
});

test("it can start Callboard where no migration is missing", async () => {
  expect(await migrate(appUrl, "prisma/migrations")).toEqual([]);
});

test("its password does not tell the owner's", () => {
  const [owner, derived] = [new URL(ownerUrl).password, new URL(appUrl).password];
  expect(derived).toHaveLength(64);
  expect(derived).not.toContain(owner);
});

test("docs/history.md gives the same statements for a database of one's own", async () => {
  const [, block = ""] = /```sql\n([\s\S]*?)```/.exec(await readFile("docs/history.md", "utf8")) ?? [];
  expect(block.replace(/^ +/gm, "").trim()).toBe(grants.trim());
});
