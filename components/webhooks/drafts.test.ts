import { expect, test } from "vitest";
import { draftsOf, unsavedIn } from "./drafts";

const none = { enabled: false, urls: [] };
const stored = { created: { enabled: true, urls: ["https://a.example.com/"] }, updated: none, deleted: none };

test("text that differs from what is stored is unsaved, a switch alone is no text, and blank lines are nothing", () => {
  const drafts = draftsOf(stored);
  expect(unsavedIn(drafts, stored)).toEqual({ text: false, any: false });
  const withUrls = (urls: string) => ({ ...drafts, created: { enabled: true, urls } });
  expect(unsavedIn(withUrls("https://a.example.com/\n\n"), stored)).toEqual({ text: false, any: false });
  expect(unsavedIn(withUrls("https://a.example.com/x"), stored)).toEqual({ text: true, any: true });
  const switched = { ...drafts, updated: { enabled: true, urls: "" } };
  expect(unsavedIn(switched, stored)).toEqual({ text: false, any: true });
});
