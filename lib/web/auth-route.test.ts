import type { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { authRoute } from "./auth-route";

const appUrl = "https://callboard.example.com";

type Seen = { method: string; query: [string, string][]; body: string };

/** Asks for a route; what would reach next-auth is noted. */
async function ask(path: string, init: RequestInit = {}, provider: string | null = "oidc") {
  const seen: Seen[] = [];
  const request = new Request(`${appUrl}/api/auth/${path}`, init);
  const segments = new URL(request.url).pathname.split("/").slice(3).map(decodeURIComponent);
  const answer = await authRoute(request, segments, {
    provider,
    appUrl,
    serve: async (served: NextRequest) => {
      const query = [...served.nextUrl.searchParams] as [string, string][];
      seen.push({ method: served.method, query, body: await served.text() });
      return new Response("next-auth's");
    },
  });
  return { answer, seen };
}

const form = (body: string): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": "application/x-www-form-urlencoded" },
});
const json = (body: string): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json; charset=utf-8" },
});

const served = [
  ...[
    "GET csrf",
    "GET providers",
    "GET session",
    "GET signin",
    "GET error",
    "POST signout",
    "POST callback/credentials",
  ],
  ...["POST signin/oidc", "GET callback/oidc"],
];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const paths = [
  ...new Set(served.map((route) => route.split(" ")[1] ?? "")),
  ...["_log", "%5Flog", "verify-request", "signin/credentials", "signin/email", "callback", "CSRF"],
  ...["callback/other", "csrf/more", "callback/oidc/more", "__proto__", "constructor", "toString", ""],
];

describe("of next-auth's routes only what is needed is served, by its method", () => {
  for (const path of paths) {
    test(path || "(none)", async () => {
      const allowed = served
        .filter((route) => route.endsWith(` ${path}`))
        .map((route) => route.split(" ")[0]);
      for (const method of methods) {
        const init = method === "POST" ? form("a=b") : { method };
        const { answer, seen } = await ask(path === "error" ? "error?error=Callback" : path, init);
        expect(seen.length).toBe(allowed.includes(method) ? 1 : 0);
        if (seen.length > 0) continue;
        expect(answer.status).toBe(allowed.length > 0 ? 405 : 404);
        expect(answer.headers.get("allow")).toBe(allowed[0] ?? null);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
      }
    });
  }
});

test("without single sign-on there are no routes of it", async () => {
  expect((await ask("callback/oidc", {}, null)).answer.status).toBe(404);
  expect((await ask("signin/oidc", form("a=b"), null)).answer.status).toBe(404);
});

test("next-auth gets the texts, whether they came as a form or as JSON", async () => {
  for (const init of [
    form("email=a%40b.co&password=%C3%A9+1"),
    json('{"email":"a@b.co","password":"é 1"}'),
  ]) {
    const { seen } = await ask("callback/credentials", init);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      email: "a@b.co",
      password: "é 1",
    });
  }
});

const streamed = (bytes: number): RequestInit =>
  ({
    ...form(""),
    body: new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode("b".repeat(1_024)));
        bytes -= 1_024;
        if (bytes <= 0) controller.close();
      },
    }),
    duplex: "half",
  }) as RequestInit;

test.each([
  ["a form beyond 16 KiB", form(`code=${"b".repeat(16_384)}`), 413],
  ["JSON beyond 16 KiB", json(JSON.stringify({ a: "b".repeat(16_384) })), 413],
  ["a stream without end", streamed(Number.POSITIVE_INFINITY), 413],
  ["malformed JSON", json("{bad"), 400],
  ["bytes that are no text", { ...json(""), body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
  ["a list", json("[]"), 400],
  ["null", json("null"), 400],
  ["a text", json('"a"'), 400],
  ["an object inside", json('{"email":{"toString":1}}'), 400],
  ["a number inside", json('{"email":1}'), 400],
  ["U+0000 in a form", form("email=a%00b"), 400],
  ["U+0000 in JSON", json('{"email":"a\\u0000b"}'), 400],
  ["half a surrogate pair", json('{"email":"a\\ud800b"}'), 400],
  ["many fields", form(Array.from({ length: 33 }, (_, i) => `f${i}=1`).join("&")), 400],
  ["plain text", { method: "POST", body: "a=b", headers: { "content-type": "text/plain" } }, 415],
  ["no content type", { method: "POST", body: new Uint8Array([1]) }, 415],
  ["a multipart form", { method: "POST", body: new FormData() }, 415],
])("%s is refused before next-auth sees it", async (_, init, status) => {
  for (const path of ["callback/credentials", "signout", "signin/oidc"]) {
    // A stream can be read once.
    if (init.body instanceof ReadableStream && path !== "signout") continue;
    const { answer, seen } = await ask(path, init);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(seen).toEqual([]);
  }
});

test.each([
  ["beyond 8 KiB", `a=${"b".repeat(8_192)}`, "The query is longer than 8192 characters."],
  [
    "with many parameters",
    Array.from({ length: 33 }, (_, i) => `f${i}=1`).join("&"),
    "The query has more than 32 parameters.",
  ],
  ["with U+0000", "a=%00", expect.stringContaining("U+0000")],
  ["with a callbackUrl that is no address", "callbackUrl=garbage", "The callbackUrl is no address."],
  [
    "with a second one that is none",
    "callbackUrl=/&callbackUrl=javascript:alert(1)",
    "The callbackUrl is no address.",
  ],
])("a query %s is refused before next-auth sees it, and told why", async (_, query, detail) => {
  const { answer, seen } = await ask(`signin?${query}`);
  expect([answer.status, seen.length]).toEqual([400, 0]);
  expect(await answer.json()).toMatchObject({ detail });
});

test("an error's code reaches next-auth only as what a Location header can hold", async () => {
  for (const [given, passed] of [
    ["OAuthCallback", "OAuthCallback"],
    ["wait-32", "wait-32"],
    ["%0d%0aset-cookie:a=b", "Default"],
    ["%E2%9C%93", "Default"],
    ["e".repeat(65), "Default"],
  ]) {
    expect((await ask(`error?error=${given}`)).seen[0]?.query).toEqual([["error", passed]]);
  }
});

test.each(["error", "error?error[]=1", "error?a=b"])(
  "%s, which names no error, leads to the page without one",
  async (path) => {
    const { answer, seen } = await ask(path);
    expect([answer.status, answer.headers.get("location"), seen.length]).toEqual([
      302,
      `${appUrl}/sign-in`,
      0,
    ]);
  },
);
