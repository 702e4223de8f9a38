import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { pool } from "@/lib/db/pool";
import { ConflictError, InvalidError } from "@/lib/errors";
import { startSession } from "@/lib/sessions/start";
import { actorOf } from "@/lib/testing/actors";
import { withinRequest } from "@/lib/testing/within-request";
import { action, answered, formAction, formOf, textOf, textsOf, typedIn } from "./action";
import { sessionCookie, sessionToken } from "./session-token";

process.env.APP_URL = "https://callboard.example.com";
afterAll(() => pool().end());

/** Runs `work` within a request that has these headers and no cookie. */
const within = <T>(headers: Record<string, string>, work: () => Promise<T>) =>
  withinRequest({ headers }, work);

/** What an action answers to a request with this Origin, and whether its work was begun. */
async function asked(origin: string | null, host = "callboard.example.com") {
  let begun = false;
  const work = async () => {
    begun = true;
    return { ok: true } as const;
  };
  const answer = await within({ host, ...(origin === null ? {} : { origin }) }, () => answered("test", work));
  return { answer, begun };
}

const refused = {
  answer: { ok: false, status: 403, message: "This request came from another site and was refused." },
  begun: false,
};

test.each([
  ["none", null],
  ["one that is opaque", "null"],
  ["another site's", "https://attacker.example.com"],
  ["one that only begins like ours", "https://callboard.example.com.attacker.example.com"],
  ["ours on another port", "https://callboard.example.com:8443"],
  ["ours without TLS", "http://callboard.example.com"],
])("an action refuses a request whose Origin is %s, before its work begins", async (_what, origin) => {
  expect(await asked(origin)).toEqual(refused);
});

test("where people come by https, a Host that matches the foreign Origin does not make it ours", async () => {
  expect(await asked("https://attacker.example.com", "attacker.example.com")).toEqual(refused);
});

test("an action does its work for our own Origin", async () => {
  expect(await asked("https://callboard.example.com")).toEqual({ answer: { ok: true }, begun: true });
});

test("what is expected to go wrong comes back as a value; what is not, with a reference only", async () => {
  const ours = { origin: "https://callboard.example.com" };
  const failing = (error: Error) =>
    within(ours, () =>
      answered("test", async () => {
        throw error;
      }),
    );
  expect(await failing(new ConflictError("Somebody was faster."))).toEqual({
    ok: false,
    status: 409,
    message: "Somebody was faster.",
  });
  const errors = [{ path: "name", message: "is missing" }];
  expect(await failing(new InvalidError(errors))).toMatchObject({ ok: false, status: 422, errors });
  const unexpected = await failing(new Error("secret detail"));
  expect(unexpected).toMatchObject({ ok: false, status: 500, message: expect.stringMatching(/Reference: /) });
  expect(JSON.stringify(unexpected)).not.toContain("secret detail");
});

test("a form's texts are read by name; files, and what is no form, are none", () => {
  const form = new FormData();
  form.append("url", "first");
  form.append("url", "second");
  form.append("url", new Blob(["x"]), "file.txt");
  expect(textsOf(form, "url")).toEqual(["first", "second"]);
  expect([textOf(form, "url"), textOf(form, "missing")]).toEqual(["first", ""]);
  expect(typedIn(form, "url", "missing")).toEqual({ url: ["first", "second"], missing: [] });
  expect(formOf(form)).toBe(form);
  expect([...formOf({ url: "x" }).keys()]).toEqual([]);
});

test("each kind of action looks at the Origin before it asks who is there", async () => {
  const schema = z.object({});
  const work = async () => "done";
  const kinds = [
    () => action("webhooks:write", schema, work)({}),
    () => formAction("webhooks:write", schema, () => ({ input: {} }), work)(null, new FormData()),
  ];
  for (const kind of kinds) {
    expect(await within({ origin: "https://attacker.example.com" }, kind)).toEqual(refused.answer);
    expect(await within({ origin: "https://callboard.example.com" }, kind)).toMatchObject({ status: 401 });
  }
});

async function signedIn() {
  const { userId } = await actorOf("developer");
  const id = await startSession({
    userId: userId ?? 0,
    sessionVersion: 1,
    address: "127.0.0.1",
    userAgent: "",
    replaces: null,
  });
  const request = {
    headers: { origin: "https://callboard.example.com", "x-callboard-peer": "127.0.0.1" },
    cookies: { [sessionCookie().name]: await sessionToken(id) },
  };
  return { userId, request };
}

test("a form's action is given what was read from it, and says again what was typed where it is refused", async () => {
  const { userId, request } = await signedIn();
  const act = formAction(
    "webhooks:write",
    z.object({ url: z.string().min(3) }),
    (given) => ({ input: { url: textOf(given, "url") }, typed: typedIn(given, "url") }),
    async (actor, { url }) => [actor.userId, url],
  );
  const asked = (url: string) => {
    const form = new FormData();
    form.set("url", url);
    return withinRequest(request, () => act(null, form));
  };
  expect(await asked("abc")).toEqual({ ok: true, value: [userId, "abc"] });
  expect(await asked("ab")).toMatchObject({ ok: false, status: 422, typed: { url: ["ab"] } });
});

test("what a form asks for is done once for its key and what it holds, at once and one after the other", async () => {
  const { request } = await signedIn();
  let done = 0;
  const act = formAction(
    "webhooks:write",
    z.object({ url: z.string() }),
    (given) => ({ input: { url: textOf(given, "url") }, idempotencyKey: textOf(given, "key") }),
    async (_actor, { url }, once) =>
      once(async () => {
        if (url === "refused") throw new ConflictError("No.");
        done += 1;
        return { url, done };
      }),
  );
  const asked = (key: string, url: string) => {
    const form = new FormData();
    form.set("key", key);
    form.set("url", url);
    return withinRequest(request, () => act(null, form));
  };
  const first = { ok: true, value: { url: "one", done: 1 } };
  expect(await Promise.all([asked("drawn", "one"), asked("drawn", "one")])).toEqual([first, first]);
  expect(await asked("drawn", "one")).toEqual(first);
  expect(await asked("drawn", "two")).toMatchObject({ value: { url: "two", done: 2 } });
  expect(await asked("another", "one")).toMatchObject({ value: { done: 3 } });
  expect(await asked("", "one")).toMatchObject({ value: { done: 4 } });
  expect(await asked("", "one")).toMatchObject({ value: { done: 5 } });
  expect(await asked("x".repeat(65), "one")).toMatchObject({ value: { done: 6 } });
  for (const _ of [1, 2]) expect(await asked("drawn", "refused")).toMatchObject({ ok: false, status: 409 });
});
