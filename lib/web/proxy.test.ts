import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { contentSecurityPolicy } from "@/lib/web/content-security-policy";
import { proxy } from "@/proxy";

process.env.APP_URL = "https://callboard.example.com";

const ask = (path: string) => proxy(new NextRequest(`https://callboard.example.com${path}`));

test("where people come by https, browsers are told to stay with it, on pages", () => {
  const { headers } = ask("/sign-in");
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
});

test("the API's addresses pass as they are, malformed ones are told so", async () => {
  expect(ask("/api/instances/leave-1").headers.get("content-security-policy")).toBeNull();
  const refused = ask("/instances/%ff");
  expect([refused.status, refused.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
});

test("only a development build may evaluate text as code", () => {
  const policy = (development: boolean) =>
    contentSecurityPolicy({ nonce: "bm9uY2U=", https: false, development });
  expect(policy(false)).not.toContain("unsafe-eval");
  expect(policy(true)).toContain("unsafe-eval");
  expect(policy(false)).not.toContain("upgrade-insecure-requests");
});
