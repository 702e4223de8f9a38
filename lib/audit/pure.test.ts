import { expect, test } from "vitest";
import { difference } from "./difference";
import { withoutQueryValues, withoutSecrets } from "./mask";
import { actionText, fieldText, valueWords } from "./wording";

const off = { enabled: false, urls: [] };

test("of the settings only what changed is shown, a URL a line, with the lines around it", () => {
  const before = {
    created: { enabled: false, urls: ["https://a", "https://b", "https://c"] },
    updated: off,
    deleted: off,
  };
  const after = {
    created: { enabled: true, urls: ["https://a", "https://d", "https://c"] },
    updated: off,
    deleted: off,
  };
  expect(difference(before, after)).toEqual([
    {
      title: "Created",
      lines: [
        { kind: "removed", text: "Switched off" },
        { kind: "added", text: "Switched on" },
        { kind: "same", text: "https://a" },
        { kind: "removed", text: "https://b" },
        { kind: "added", text: "https://d" },
        { kind: "same", text: "https://c" },
      ],
    },
  ]);
  expect(difference(before, before)).toEqual([]);
  // The database keeps fields in an order of its own.
  const stored = { deleted: off, updated: { urls: ["x"], enabled: true } };
  const was = { deleted: { urls: ["x"], enabled: true }, updated: off };
  expect(difference(was, stored).map(({ title, lines }) => [title, lines[0]?.text])).toEqual([
    ["Updated", "Switched off"],
    ["Deleted", "Switched on"],
  ]);
});

test("another order is a difference", () => {
  const [before, after] = [{ created: { urls: ["a", "b", "c"] } }, { created: { urls: ["c", "a", "b"] } }];
  expect(difference(before, after)[0]?.lines).toEqual([
    { kind: "added", text: "c" },
    { kind: "same", text: "a" },
    { kind: "same", text: "b" },
    { kind: "removed", text: "c" },
  ]);
});

test("fields are said in words; without a before they are facts, and secrets are left out", () => {
  expect(difference({ role: "user" }, { role: "developer" })).toEqual([
    {
      title: null,
      lines: [
        { kind: "removed", text: "Role: user" },
        { kind: "added", text: "Role: developer" },
      ],
    },
  ]);
  expect(
    difference(null, { name: "ci", scopes: ["read", "write"], days: 90, secret: "s", none: null }),
  ).toEqual([
    {
      title: null,
      lines: ["Name: ci", "Scopes: read, write", "Days until it expires: 90", "Secret: …"].map((text) => ({
        kind: "fact",
        text,
      })),
    },
  ]);
  expect(difference({ ordered: false }, { ordered: true })[0]?.lines[1]?.text).toBe(
    "Keep the order of each instance: yes",
  );
  expect(difference(null, null)).toEqual([]);
  expect(difference(undefined, "text")).toEqual([]);
});

test("query values are hidden and their names are not", () => {
  expect(withoutQueryValues("https://a.example/x?key=s3cret&b=&flag&=v")).toBe(
    "https://a.example/x?key=…&b=…&…&=…",
  );
  expect(withoutQueryValues("HTTP://a.example?k=1")).toBe("HTTP://a.example?k=…");
  expect(withoutQueryValues("Reason: https://a/?k=1 was slow")).toBe("Reason: https://a/?k=… was slow");
  expect(withoutQueryValues("https://a.example/x")).toBe("https://a.example/x");
});

test("signing secrets and tokens are hidden from everybody", () => {
  expect(withoutSecrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=")).toBe("whsec_…");
  expect(withoutSecrets(`cbt_0123456789_${"a".repeat(43)}`)).toBe("cbt_0123456789_…");
});

test("an action that the list does not know is said by its name", () => {
  expect(actionText("webhooks.saved", false)).toBe("Callback settings saved");
  expect(actionText("webhooks.saved", true)).toBe("Callback settings restored");
  expect(actionText("endpoint.some_thing", false)).toBe("Endpoint: some thing");
  expect(fieldText("eventType")).toBe("Event type");
});

test("an outcome is told in words, what people typed as they typed it", () => {
  expect(valueWords("outcome", "connection_refused")).toBe("connection refused");
  expect(valueWords("name", "snake_case")).toBe("snake_case");
  expect(difference(null, { host: "a_b.example.com", outcome: "dns_error" })[0]?.lines).toEqual([
    { kind: "fact", text: "Host: a_b.example.com" },
    { kind: "fact", text: "Outcome: dns error" },
  ]);
});
