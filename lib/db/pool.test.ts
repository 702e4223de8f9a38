import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { config } from "@/lib/config";
import { inTransaction, pool, transactionOrPool } from "./pool";

afterAll(() => pool().end());

const isolation = async (db: Pick<pg.Pool, "query">) =>
  (await db.query("show transaction_isolation")).rows[0].transaction_isolation;

test("statements and transactions are read committed, whatever the server's default is", async () => {
  const client = new pg.Client({ connectionString: config().databaseUrl });
  await client.connect();
  await client.query(
    `alter database ${client.escapeIdentifier(client.database ?? "")} set default_transaction_isolation = 'serializable'`,
  );
  await client.end();
  expect(await isolation(pool())).toBe("read committed");
  expect(await inTransaction((tx) => isolation(tx))).toBe("read committed");
});

test("a single statement belongs to the transaction under way, where there is one", async () => {
  await pool().query("create table note (text text)");
  const write = () => transactionOrPool().query("insert into note values ('kept')");
  await expect(
    inTransaction(async () => {
      await write();
      throw new Error("undo");
    }),
  ).rejects.toThrow("undo");
  expect((await pool().query("select from note")).rowCount).toBe(0);
  await write();
  expect((await pool().query("select from note")).rowCount).toBe(1);
});
