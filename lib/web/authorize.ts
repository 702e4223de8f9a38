import { cookies, headers } from "next/headers";
import { config } from "@/lib/config";
import { signInWithPassword } from "@/lib/users/sign-in";
import { clientAddress } from "./client-address";
import { unexpected } from "./unexpected";

const markCookie = "callboard-browser";
const markSeconds = 180 * 24 * 3600;

/**
 * What next-auth asks about an email and a password: the user, or null where they are not right.
 * @throws Error whose message the sign-in form knows: `wait-32` (seconds), `busy`, or `unavailable`
 */
export async function authorize(given: { email?: string; password?: string } | undefined) {
  const jar = await cookies();
  const outcome = await signInWithPassword({
    email: String(given?.email ?? ""),
    password: String(given?.password ?? ""),
    address: clientAddress(await headers()),
    mark: jar.get(markCookie)?.value ?? null,
  }).catch((error: unknown) => {
    // next-auth shows the message of whatever is thrown here to the client.
    unexpected(error, { action: "signIn" });
    throw new Error("unavailable");
  });
  if (outcome.kind === "wait") throw new Error(`wait-${outcome.seconds}`);
  if (outcome.kind === "busy") throw new Error("busy");
  if (outcome.kind === "refused") return null;
  jar.set(markCookie, outcome.mark, {
    httpOnly: true,
    sameSite: "lax",
    secure: config().appUrl.startsWith("https:"),
    path: "/api/auth",
    maxAge: markSeconds,
  });
  return { id: String(outcome.id), sessionVersion: outcome.sessionVersion };
}
