import { expect, test } from "vitest";
import { csvOf } from "./csv";

const found = {
  from: "2026-11-01T00:00:00.000Z",
  to: "2026-11-02T00:00:00.000Z",
  completeFrom: "2026-10-30T00:00:00.000Z",
  changes: 5,
  expected: 4,
  delivered: 2,
  pending: 0,
  failed: 1,
  cancelled: 0,
  notSent: { switched_off: 2, no_urls: 0, process_not_wanted: 0 },
  unaccounted: 1,
  concerns: [
    { eventID: "evt_1", instanceID: '=cmd|"x"!A1', problem: "2 deliveries owed, 1 found." },
    { eventID: null, instanceID: "＝1+1", problem: "1 change." },
    { eventID: null, instanceID: "a,b\nc", problem: "1 change of this instance without an event." },
  ],
  stats: null,
};

test("the sums, one a line", () => {
  expect(csvOf("summary", found).slice(1).split("\r\n")).toEqual(
    expect.arrayContaining(["figure,value", "changes,5", "not_sent_switched_off,2", "unaccounted,1"]),
  );
});

test("a reason that came later has a line once an event has it", () => {
  const line = "not_sent_process_not_wanted";
  expect(csvOf("summary", found)).not.toContain(line);
  const notSent = { ...found.notSent, process_not_wanted: 3 };
  expect(csvOf("summary", { ...found, notSent })).toContain(`${line},3\r\n`);
});

test("what is not accounted for, where no cell is a formula and none breaks its line", () => {
  expect(csvOf("unaccounted", found)).toBe(
    '\ufeffevent_id,instance_id,problem\r\nevt_1,"\'=cmd|""x""!A1","2 deliveries owed, 1 found."\r\n,"\'＝1+1",1 change.\r\n,"a,b\nc",1 change of this instance without an event.\r\n',
  );
});
