import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { config as settings } from "@/lib/config";
import { contentSecurityPolicy } from "@/lib/web/content-security-policy";
import { pageQuery, queryHeader } from "@/lib/web/request-query";

/** Gives each page its Content-Security-Policy, and tells it the query it was asked with. It authorises nothing. */
export function proxy(request: NextRequest): Response {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({
    nonce,
    https: settings().appUrl.startsWith("https:"),
    development: process.env.NODE_ENV === "development",
  });
  // Next reads the nonce for its own scripts from the request's policy; our layout from x-nonce.
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set(queryHeader, pageQuery(request.nextUrl.searchParams));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Every page, also where Next's own files are. Not the API: Next holds the body of whatever comes through here. */
export const config = {
  matcher: ["/((?!_next/static/|api/).*)"],
};
