import { cookies, headers } from "next/headers";
import { deviceCookie } from "@/lib/auth/trusted-device";
import { config } from "@/lib/config";
import { type SignInOutcome, signInWithPassword } from "@/lib/users/sign-in";
import { clientAddress } from "./client-address";
import { unexpected } from "./unexpected";

const deviceSeconds = 180 * 24 * 3600;

type Credentials = { email: string; password: string };

/**
 * Judges an email and a password as sent by the browser of this request, which from then on is known where they are right.
 * Both doors come through here: the sign-in form, and next-auth's for programs.
 */
export async function judgeCredentials({ email, password }: Credentials): Promise<SignInOutcome> {
  const jar = await cookies();
  const outcome = await signInWithPassword({
    email,
    password,
    address: clientAddress(await headers()),
    deviceToken: jar.get(deviceCookie)?.value ?? null,
  });
  if (outcome.kind === "signed_in") {
    jar.set(deviceCookie, outcome.deviceToken, {
      httpOnly: true,
      sameSite: "lax",
      secure: config().appUrl.startsWith("https:"),
      path: "/",
      maxAge: deviceSeconds,
    });
  }
  return outcome;
}

/**
 * What next-auth asks about an email and a password: the user, or null where they are not right.
 * @throws Error whose message next-auth hands to the client: `wait-32` (seconds), `busy`, or `unavailable`
 */
export async function authorize(given: { email?: string; password?: string } | undefined) {
  const outcome = await judgeCredentials({
    email: String(given?.email ?? ""),
    password: String(given?.password ?? ""),
  }).catch((error: unknown) => {
    unexpected(error, { action: "signIn" });
    throw new Error("unavailable");
  });
  if (outcome.kind === "wait") throw new Error(`wait-${outcome.seconds}`);
  if (outcome.kind === "busy") throw new Error("busy");
  if (outcome.kind === "refused") return null;
  return { id: String(outcome.id), sessionVersion: outcome.sessionVersion };
}
