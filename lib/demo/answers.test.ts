import { expect, test } from "vitest";
import { createAnswers } from "./answers";
import { applications } from "./applications";

const url = (path: string, processName = "Leave", eventType = "created") =>
  `${path}?instanceID=leave-1&processName=${encodeURIComponent(processName)}&eventType=${eventType}`;

test("purchasing refuses every fourth event once, and takes it when it is sent again", () => {
  const answerTo = createAnswers();
  const first = ["a", "b", "c", "d", "e"].map((webhookId) =>
    answerTo({ url: url(applications.purchasing), webhookId }),
  );
  expect(first.map(({ status }) => status)).toEqual([200, 200, 200, 503, 200]);
  expect(first[3]?.headers).toEqual({ "retry-after": "3" });
  expect(answerTo({ url: url(applications.purchasing), webhookId: "d" }).status).toBe(200);
});

test("purchasing never takes the deletion of a purchase order", () => {
  const answerTo = createAnswers();
  const deletion = { url: url(applications.purchasing, "Purchase Order", "deleted"), webhookId: "a" };
  expect([1, 2, 3, 4].map(() => answerTo(deletion).status)).toEqual([500, 500, 500, 500]);
});

test.each([
  [applications.hr, 200, 10],
  [applications.portal, 200, 10],
  [applications.intranet, 410, 10],
  ["/elsewhere", 404, 10],
])("%s answers %i", (path, status, afterMs) => {
  expect(createAnswers()({ url: url(path), webhookId: "a" })).toMatchObject({ status, afterMs });
});

test("the archive takes some hundred milliseconds", () => {
  const { status, afterMs } = createAnswers()({ url: url(applications.archive), webhookId: "a" });
  expect(status).toBe(200);
  expect(afterMs).toBeGreaterThanOrEqual(200);
  expect(afterMs).toBeLessThanOrEqual(800);
});
