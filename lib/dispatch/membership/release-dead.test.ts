import { expect, test } from "vitest";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import { createDeadRelease } from "./release-dead";

test("a dispatcher counts as dead only some time after it was first missed, however often one looks", async () => {
  await database().query("insert into dispatcher (host, pid, version) values ('elsewhere', 1, '1.0.0')");
  let nowMs = 0;
  const release = createDeadRelease(() => nowMs);
  for (nowMs of [0, 1, 700]) {
    await release(database());
    expect(await count("dispatcher", "true")).toBe(1);
  }
  nowMs = 1_000;
  await release(database());
  expect(await count("dispatcher", "true")).toBe(0);
});

test("what is due is called also while the dead cannot be taken out of the list", async () => {
  const db = database();
  await db.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
    create trigger refuse before delete on dispatcher for each row when (old.host = 'gone') execute function refuse()`);
  await db.query("insert into dispatcher (host, pid, version) values ('gone', 1, '1.0.0')");
  const [calls, endpointId] = [callsByHand(), await addEndpoint("http://127.0.0.1:9/in")];
  const { identity } = dispatcherHere({ call: calls.call });
  await eventually(async () => identity() !== null);
  for (const n of [1, 2, 3]) {
    await addDeliveries([endpointId], 1, { hint: false });
    await eventually(async () => calls.begun.length === n);
    calls.begun.at(-1)?.end();
  }
  await db.query("drop function refuse cascade");
});
