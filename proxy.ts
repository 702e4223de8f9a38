import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { config as settings } from "@/lib/config";
import { contentSecurityPolicy } from "@/lib/web/content-security-policy";
import { problem } from "@/lib/web/problem";

/**
 * Refuses addresses whose percent signs spell no text, on which Next itself would fail with a 500, and gives each page its
 * Content-Security-Policy. It authorises nothing.
 */
export function proxy(request: NextRequest): Response {
  const { pathname } = request.nextUrl;
  try {
    decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return problem(400, "The address is malformed: its percent signs do not spell text in UTF-8.");
  }
  return pathname.startsWith("/api/") ? NextResponse.next() : page(request);
}

function page(request: NextRequest): Response {
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
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/**
 * Every page, also where Next's own files are; of the API the addresses with a part that is a parameter: the busiest ones are
 * spared the detour. next-auth's are too, since Next holds the body of whatever comes through here; of those, only malformed
 * addresses need it.
 */
export const config = {
  matcher: [
    "/((?!_next/static/|api/).*)",
    "/api/((?!auth/|instances/create$|events$).+/.+)",
    "/api/auth/(.*%.*)",
  ],
};
