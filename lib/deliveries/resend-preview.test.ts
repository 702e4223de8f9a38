import { expect, test } from "vitest";
import { mayStart, type ResendPreview } from "./resend-preview";

const none: ResendPreview = { count: 0, isComplete: true, lastAnswers: [], unsent: null };
const unsent = (urls: number) => [{ eventType: "created" as const, count: 3, urls }];

test.each<[string, Partial<ResendPreview>, boolean]>([
  ["deliveries match", { count: 1 }, true],
  ["nothing matches", {}, false],
  ["counting stopped before it met any", { isComplete: false }, true],
  ["counting stopped, and some were met", { count: 3, isComplete: false }, true],
  ["events match that have a URL now", { count: 3, unsent: unsent(1) }, true],
  ["events match, and none has a URL now", { count: 3, unsent: unsent(0) }, false],
  ["the same where counting stopped", { count: 3, unsent: unsent(0), isComplete: false }, false],
  ["counting stopped before it met an event", { unsent: [], isComplete: false }, true],
])("whether a job may be started where %s", (_, found, expected) => {
  expect(mayStart({ ...none, ...found })).toBe(expected);
});
