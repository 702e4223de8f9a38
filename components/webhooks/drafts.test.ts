import { expect, test } from "vitest";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { draftsOf, unsavedIn } from "./drafts";

const stored = { ...noCallbacks, created: { enabled: true, urls: ["https://a.example.com/"] } };

test("text that differs from what is stored is unsaved, a switch alone is no text, and blank lines are nothing", () => {
  const drafts = draftsOf(stored);
  expect(unsavedIn(drafts, stored)).toEqual({ text: false, any: false });
  const withUrls = (urls: string) => ({ ...drafts, created: { enabled: true, urls } });
  expect(unsavedIn(withUrls("https://a.example.com/\n\n"), stored)).toEqual({ text: false, any: false });
  expect(unsavedIn(withUrls("https://a.example.com/x"), stored)).toEqual({ text: true, any: true });
  const switched = { ...drafts, updated: { enabled: true, urls: "" } };
  expect(unsavedIn(switched, stored)).toEqual({ text: false, any: true });
});
