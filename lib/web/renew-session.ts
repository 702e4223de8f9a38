import { cookies } from "next/headers";
import { encode } from "next-auth/jwt";
import { config } from "@/lib/config";
import { authOptions } from "./next-auth-options";
import { sessionSeconds } from "./session-life";

/** Gives this browser a new session in place of one that just ended; the cookie is the one next-auth looks for. */
export async function renewSession(userId: number, sessionVersion: number): Promise<void> {
  const { secret = "" } = authOptions();
  const secure = config().appUrl.startsWith("https:");
  const token = { userId, sessionVersion, signedInAt: Date.now() };
  const name = `${secure ? "__Secure-" : ""}next-auth.session-token`;
  (await cookies()).set(name, await encode({ token, secret, maxAge: sessionSeconds }), {
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
    maxAge: sessionSeconds,
  });
}
