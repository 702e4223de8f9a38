import type { IncomingHttpHeaders } from "node:http";
import { deviceCookie, isDeviceToken } from "@/lib/auth/trusted-device";
import { config } from "@/lib/config";
import { readSessionToken, sessionCookie } from "./session-token";

/** Whether a request carries a session that Callboard gave, before Next sees it; whether it still counts is asked later. */
export async function hasSession(headers: IncomingHttpHeaders): Promise<boolean> {
  const token = cookieOf(headers, sessionCookie().name);
  return token !== undefined && (await readSessionToken(token)) !== null;
}

/** Whether a request comes from a browser that somebody has signed in with: it carries a session, or a device's token. */
export async function isKnownCaller(headers: IncomingHttpHeaders): Promise<boolean> {
  return isDeviceToken(cookieOf(headers, deviceCookie) ?? "", config().appSecret) || hasSession(headers);
}

/** Our own cookies hold no character that is written in another way. */
function cookieOf({ cookie = "" }: IncomingHttpHeaders, name: string): string | undefined {
  const pair = cookie.split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
