import { expect, test } from "vitest";
import { createOpenStreams } from "./open-streams";

test("so many streams at once, so many of a user; a place is free again once one has ended", () => {
  const streams = createOpenStreams("live pages", { perUser: 2, total: 3 });
  const leave = streams.enter(1, () => {});
  streams.enter(1, () => {});
  expect(() => streams.enter(1, () => {})).toThrow("You have 2 live pages open already. Close a tab.");
  streams.enter(2, () => {});
  expect(() => streams.enter(3, () => {})).toThrow(
    "Too many live pages are under way. Try again in a minute.",
  );
  leave();
  streams.enter(3, () => {});
});

test("told to stop, the process ends all its streams at once and takes no more", () => {
  const streams = createOpenStreams("exports", { perUser: 1, total: 3 });
  const ended: number[] = [];
  for (const user of [1, 2]) {
    const leave = streams.enter(user, () => {
      ended.push(user);
      leave();
    });
  }
  process.emit("SIGTERM");
  expect(ended).toEqual([1, 2]);
  expect(() => streams.enter(3, () => {})).toThrow("Callboard is stopping.");
});
