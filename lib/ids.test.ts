import { expect, test, vi } from "vitest";
import { newEventId, parsePublicId } from "./ids";

test("event ids differ, sort as they were made, and leave no character of chance out", () => {
  const made = Array.from({ length: 20_000 }, newEventId);
  expect(made.every((id) => /^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
});

test("ids of one moment in different processes share no chance", async () => {
  vi.resetModules();
  const other = await import("./ids");
  vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ["Date"] });
  const [first, second] = [newEventId(), other.newEventId()];
  vi.useRealTimers();
  expect(first.slice(0, 14)).toBe(second.slice(0, 14));
  expect(first.slice(14)).not.toBe(second.slice(14));
});

test("a public id is read as what it is", () => {
  expect(parsePublicId("dlv", "dlv_42")).toBe(42n);
  for (const text of ["ep_42", "dlv_0", "dlv_042", "dlv_", "dlv_1234567890123456789"]) {
    expect(parsePublicId("dlv", text)).toBeNull();
  }
});
