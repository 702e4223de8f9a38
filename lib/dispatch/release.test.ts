import { expect, test } from "vitest";
import { count, database } from "./fixture";
import { createRelease } from "./release";

test("a dispatcher counts as dead only some time after it was first missed, however often one looks", async () => {
  await database().query("insert into dispatcher (host, pid, version) values ('elsewhere', 1, '1.0.0')");
  let nowMs = 0;
  const release = createRelease(() => nowMs);
  for (nowMs of [0, 1, 700]) {
    await release(database());
    expect(await count("dispatcher", "true")).toBe(1);
  }
  nowMs = 1_000;
  await release(database());
  expect(await count("dispatcher", "true")).toBe(0);
});
