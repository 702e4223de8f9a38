import { afterAll, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { ConflictError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { createTokenOnce } from "./create-token-once";

afterAll(() => pool().end());

const input = { name: "Nightly", scopes: ["read" as const], days: 1 };

test("a form that is sent again, or twice at once, makes one token, which is kept nowhere", async () => {
  const actor = await actorOf("developer");
  const sent = await Promise.allSettled([1, 2].map(() => createTokenOnce(actor, "key-1", input)));
  const tokens = sent.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(tokens).toEqual([expect.stringMatching(/^cbt_/)]);
  await expect(createTokenOnce(actor, "key-1", input)).rejects.toThrow(ConflictError);
  const count = async () =>
    (await pool().query("select from api_token where owner_id = $1", [actor.userId])).rowCount;
  expect(await count()).toBe(1);
  const { rows } = await pool().query("select body::text from idempotency_key");
  expect(rows).toEqual([{ body: "null" }]);

  await createTokenOnce(actor, "key-1", { ...input, name: "Weekly" });
  await createTokenOnce(actor, "key-2", input);
  expect(await count()).toBe(3);
});
