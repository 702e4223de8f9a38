import { expect, test } from "vitest";
import { judge } from "./oracle";
import { logLine, parseLog } from "./receiver-log";

/** Who judges others is judged first: each kind of fault must show. */

const request = (sequence: number, webhookId: string, path: string) =>
  logLine.request(sequence, { at: sequence, path, webhookId, bytes: 300 });
const expected = new Map([
  ["evt_1", new Set(["/a", "/b"])],
  ["evt_2", new Set(["/a"])],
]);
const judged = (...lines: string[]) => judge(parseLog(lines.join("")), expected);

const all = [
  request(0, "evt_1", "/a"),
  logLine.answer(0, 1, 200),
  request(1, "evt_1", "/b"),
  logLine.answer(1, 2, 204),
  request(2, "evt_2", "/a"),
  logLine.answer(2, 3, 200),
];

test("everything delivered once is flawless", () => {
  expect(judged(...all)).toEqual({ pairs: 3, lost: [], ghosts: [], repeats: 0, maxPerPair: 1 });
});

test("a pair without a 2xx is lost, whether it was never sent, failed, or got no answer", () => {
  expect(judged(...all.slice(0, 4)).lost).toEqual(["evt_2 /a"]);
  expect(judged(...all.slice(0, 5), logLine.answer(2, 3, 500)).lost).toEqual(["evt_2 /a"]);
  expect(judged(...all.slice(0, 5), logLine.closed(2, 3)).lost).toEqual(["evt_2 /a"]);
});

test("what never answers loses nothing", () => {
  const counted = judge(parseLog(all.slice(0, 4).join("")), expected, (path) => path !== "/a");
  expect(counted.lost).toEqual([]);
});

test("an unknown event, and a known one to a URL it was not for, are ghosts", () => {
  const more = [request(3, "evt_9", "/a"), request(4, "evt_2", "/b")];
  expect(judged(...all, ...more)).toMatchObject({ ghosts: ["evt_9 /a", "evt_2 /b"], repeats: 0 });
});

test("repeats are counted beyond the first, per pair", () => {
  const more = [request(3, "evt_1", "/a"), request(4, "evt_1", "/a"), request(5, "evt_2", "/a")];
  expect(judged(...all, ...more)).toMatchObject({ repeats: 3, maxPerPair: 3, lost: [] });
});
