import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server.js";
import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { contentSecurityPolicy } from "@/lib/web/content-security-policy";
import { redirectPath } from "@/lib/web/redirect-path";
import { withQuery } from "@/lib/web/request-query";
import { config, proxy } from "@/proxy";

process.env.APP_URL = "https://callboard.example.com";

const ask = (path: string) => proxy(new NextRequest(`https://callboard.example.com${path}`));

test("where people come by https, browsers are told to load nothing without it", () => {
  const { headers } = ask("/sign-in");
  expect(headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
});

test.each([
  ["/sign-in", true],
  ["/_next/anything", true],
  ["/_next/image", true],
  ["/_next/static/chunks/a.js", false],
  // Next would hold their bodies before anybody looks at them.
  ["/api/instances/leave-1", false],
  ["/api/auth/%ff", false],
  ["/api/instances/create", false],
  ["/api/events", false],
  ["/api/auth/csrf", false],
  ["/api/auth/callback/credentials", false],
])("whether %s comes through here: %s", (path, comes) => {
  expect(unstable_doesMiddlewareMatch({ config, url: `https://callboard.example.com${path}` })).toBe(comes);
});

test("only a development build may evaluate text as code", () => {
  const policy = (development: boolean) =>
    contentSecurityPolicy({ nonce: "bm9uY2U=", https: false, development });
  expect(policy(false)).not.toContain("unsafe-eval");
  expect(policy(true)).toContain("unsafe-eval");
  expect(policy(false)).not.toContain("upgrade-insecure-requests");
});

test.each([
  ["/deliveries?status=failed&url=a%26b%3D%C3%A4", "status=failed&url=a%26b%3D%C3%A4"],
  ["/deliveries?status=failed&_rsc=1x2y3", "status=failed"],
  ["/deliveries", ""],
])("%s: signing in leads back to its query too", (path, query) => {
  const request = new NextRequest(`https://callboard.example.com${path}`, {
    headers: { "x-page-query": "status=spoofed" },
  });
  // How Next hands headers on to the page.
  const handedOn = proxy(request).headers.get("x-middleware-request-x-page-query") ?? "";
  expect(handedOn).toBe(query);
  const target = withQuery("/deliveries", new Headers({ "x-page-query": handedOn }));
  expect(redirectPath(target)).toBe(query === "" ? "/deliveries" : `/deliveries?${query}`);
});

test("a query that is too long for a sign-in to keep is left out, the page is not", () => {
  const query = `url=${"a".repeat(2_048)}`;
  expect(redirectPath(withQuery("/deliveries", new Headers({ "x-page-query": query })))).toBe("/deliveries");
});
