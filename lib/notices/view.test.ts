import { expect, test } from "vitest";
import { type Condition, conditions } from "@/components/endpoints/conditions";
import { composeMail } from "./mail/compose";
import { type NoticeKind, noticeTitle, noticeTones } from "./view";

const states: [NoticeKind, Condition][] = [
  ["failing", "failing"],
  ["probed", "probing"],
  ["suspended", "suspended"],
];

test.each(states)("a notice and a mail of a URL that is %s say what its page says", (kind, condition) => {
  const { word, tone } = conditions[condition];
  const notice = { kind, by: null, deliveries: null };
  expect([noticeTitle(notice), noticeTones[kind].tone]).toEqual([word, tone]);
  const of = (endpointID: string) => ({
    ...notice,
    noticeID: "ntc_1",
    endpointID,
    url: `https://${endpointID}.example.com/`,
    at: "2026-07-01T07:30:00.000Z",
    reason: null,
  });
  const app = { count: 2, appUrl: "https://callboard.example.com" };
  expect(composeMail([of("one")], app).subject).toBe(`Callboard: ${word}: one.example.com/`);
  expect(composeMail([of("one"), of("two")], app).subject).toBe(`Callboard: 2 URLs ${word.toLowerCase()}`);
});
