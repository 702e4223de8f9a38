import { afterAll, expect, test } from "vitest";
import { inTransaction, pool } from "@/lib/db/pool";
import { problemOf } from "./problem";

afterAll(() => pool().end());

async function answerTo(error: unknown): Promise<{ status: number; detail: string }> {
  const { status, detail } = await problemOf(error, {}).json();
  return { status, detail };
}

test("whose time was up is told so, and that nothing was changed; nobody else is blamed, for it may have had much to do", async () => {
  const error = await inTransaction(async (tx) => {
    await tx.query("set local statement_timeout = 50");
    await inAnother("lock table instance in exclusive mode", () =>
      tx.query("lock table instance in exclusive mode"),
    );
  }).catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(503);
  expect(detail).toMatch(
    /^This took the database longer than it may, so it was ended\. Nothing was changed; .* Reference: [0-9a-f]{8}\.$/,
  );
});

test("a database that refuses is not to blame for what is wrong with a statement", async () => {
  const error = await pool()
    .query("select no_such_column")
    .catch((thrown: unknown) => thrown);
  const { status, detail } = await answerTo(error);
  expect(status).toBe(500);
  expect(detail).toMatch(/^Something went wrong on our side\./);
});

/** Runs `use` while another transaction holds what `statement` takes. */
async function inAnother(statement: string, use: () => Promise<unknown>): Promise<void> {
  const other = await pool().connect();
  try {
    await other.query("begin");
    await other.query(statement);
    await use();
  } finally {
    await other.query("rollback");
    other.release();
  }
}
