import { isLoopback } from "@/lib/address/address-policy";
import { parseIp } from "@/lib/address/ip-address";
import { issueDeviceToken, readDeviceToken } from "@/lib/auth/trusted-device";
import { config } from "@/lib/config";
import { BusyError } from "@/lib/errors";
import { verifyCredentials } from "./credentials";
import { emailSchema } from "./schema";
import { beginAttempt, throttleKey } from "./throttle";

type SignInAttempt = {
  email: string;
  password: string;
  /** The client's address, when known. */
  address: string | null;
  /** What a trusted device kept from an earlier sign-in; null from any other. */
  deviceToken: string | null;
};

export type SignInOutcome =
  | { kind: "signed_in"; id: number; sessionVersion: number; deviceToken: string }
  /** An unknown email, a wrong password or a disabled account: the answer does not tell which. */
  | { kind: "refused" }
  | { kind: "wait"; seconds: number }
  /** Too many sign in at once; this attempt was neither looked at nor counted. */
  | { kind: "busy"; seconds: number };

/**
 * Signs somebody in with email and password, unless too many attempts failed for this account or this address lately. A
 * trusted device (a browser that this user has signed in with before) is counted by itself, so that nobody else's failures keep it out
 * (docs/decisions/0021), and its password is checked before strangers'. All of it is the same for an email nobody has.
 */
export async function signInWithPassword(given: SignInAttempt): Promise<SignInOutcome> {
  const email = sameEmail(given.email);
  const device = given.deviceToken ? readDeviceToken(given.deviceToken, email, config().appSecret) : null;
  const keys = device
    ? { key: throttleKey("browser", device) }
    : { key: throttleKey("account", email), sharedKey: addressKey(given.address) };
  const attempt = await beginAttempt(keys);
  if (attempt.kind === "wait") return attempt;
  const caller = device ? "known" : "stranger";
  const user = await verifyCredentials(given.email, given.password, caller).catch(async (error: unknown) => {
    await attempt.release();
    if (error instanceof BusyError) return error;
    throw error;
  });
  if (user instanceof BusyError) return { kind: "busy", seconds: user.retryAfterSeconds };
  await attempt.settle(user !== null);
  if (!user) return { kind: "refused" };
  const deviceToken =
    device && given.deviceToken ? given.deviceToken : issueDeviceToken(email, config().appSecret);
  return { kind: "signed_in", ...user, deviceToken };
}

/** The key under which failures for this email are counted. */
export function accountKey(email: string): string {
  return throttleKey("account", sameEmail(email));
}

/** As the look-up sees it: every spelling of an email is one account. */
function sameEmail(email: string): string {
  const parsed = emailSchema.safeParse(email);
  return parsed.success ? parsed.data : email.trim().toLowerCase();
}

/**
 * One count for an IPv4 address, and for the /64 of an IPv6 one, which is one customer's. None for this machine itself: a
 * proxy here that does not say for whom it speaks would make everybody wait for one user's mistakes.
 */
function addressKey(text: string | null): string | null {
  const address = text === null ? null : parseIp(text);
  if (!address || isLoopback(address)) return null;
  const { family, value } = address;
  return throttleKey("address", family === 4 ? String(value) : `${value >> 64n}/64`);
}
