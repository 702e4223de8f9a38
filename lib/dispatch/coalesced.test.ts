import { expect, test } from "vitest";
import { coalesced } from "./coalesced";

/** Work that the test ends by hand, and how often it was begun. */
function byHand() {
  const runs: { end: () => void; fail: (error: Error) => void }[] = [];
  const { ask, idle } = coalesced(() => new Promise((end, fail) => runs.push({ end, fail })));
  return { runs, ask, idle };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("whoever asks during a run gets another one after it, however many asked", async () => {
  const { runs, ask, idle } = byHand();
  const asked = [ask()];
  expect(runs).toHaveLength(1);
  asked.push(ask(), ask());
  expect(runs).toHaveLength(1);
  let isIdle = false;
  const idled = idle().then(() => {
    isIdle = true;
  });
  runs[0]?.end();
  await turn();
  expect([runs.length, isIdle]).toEqual([2, false]);
  runs[1]?.end();
  await Promise.all([...asked, idled]);
  expect(runs).toHaveLength(2);
});

test("none is owed when it is idle, and the next one asked for begins at once", async () => {
  const { runs, ask, idle } = byHand();
  await idle();
  expect(runs).toHaveLength(0);
  const first = ask();
  runs[0]?.end();
  await first;
  await idle();
  void ask();
  expect(runs).toHaveLength(2);
});

test("one that fails fails for whoever asked, and keeps no later one from running", async () => {
  const { runs, ask } = byHand();
  const failed = expect(ask()).rejects.toThrow("The database is away.");
  runs[0]?.fail(new Error("The database is away."));
  await failed;
  void ask();
  expect(runs).toHaveLength(2);
});
