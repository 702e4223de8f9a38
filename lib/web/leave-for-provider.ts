import { cookies } from "next/headers";
import { NextRequest, NextResponse } from "next/server";
import NextAuth from "next-auth";
import { config } from "@/lib/config";
import { BusyError } from "@/lib/errors";
import { authOptions } from "./next-auth-options";
import { oidcId } from "./oidc-provider";

/** A provider that says nothing keeps so many waiting, and no sign-in with a password behind them. */
const maxAtOnce = 8;
let underWay = 0;

/**
 * Begins a single sign-on as next-auth's own button does, for a form of ours: fetches the token against request forgery, sends
 * it back, and hands the browser every cookie that next-auth wants to find again (PKCE, state, nonce).
 * @param target a path of our own, where the provider's answer leads in the end
 * @returns where the browser is to go: the provider, or next-auth's page for errors
 * @throws BusyError while many others wait for the provider
 */
export async function leaveForProvider(target: string): Promise<string> {
  if (underWay >= maxAtOnce) throw new BusyError();
  underWay += 1;
  try {
    return await askedProvider(target);
  } finally {
    underWay -= 1;
  }
}

async function askedProvider(target: string): Promise<string> {
  const csrf = await ask("csrf");
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const callbackUrl = new URL(target, config().appUrl).href;
  const left = await ask(`signin/${oidcId}`, { csrfToken, callbackUrl });
  const address = left.headers.get("location");
  if (!address) throw new Error(`next-auth answered ${left.status} without saying where to go.`);
  return address;
}

/** Asks next-auth, which reads cookies from this request and those set meanwhile; its own are set here. */
async function ask(path: string, body?: Record<string, string>): Promise<Response> {
  const url = new URL(`/api/auth/${path}`, config().appUrl);
  const request = new NextRequest(url, {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response: Response = await NextAuth(authOptions())(request, {
    params: { nextauth: path.split("/") },
  });
  const jar = await cookies();
  for (const cookie of new NextResponse(null, { headers: response.headers }).cookies.getAll())
    jar.set(cookie);
  return response;
}
