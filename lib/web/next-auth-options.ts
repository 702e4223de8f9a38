import { hkdfSync } from "node:crypto";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { config } from "@/lib/config";
import { verifyCredentials } from "@/lib/users/credentials";

declare module "next-auth" {
  interface Session {
    userId: number;
    sessionVersion: number;
  }
  interface User {
    sessionVersion: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    userId: number;
    sessionVersion: number;
  }
}

let held: NextAuthOptions | undefined;

/** next-auth, its session a JWT of ids only (docs/decisions/0004). Made on first use: settings do not exist while building. */
export function authOptions(): NextAuthOptions {
  if (held) return held;
  const { appSecret, appUrl } = config();
  // next-auth takes its own address from the environment alone.
  process.env.NEXTAUTH_URL = appUrl;
  held = {
    secret: Buffer.from(hkdfSync("sha256", appSecret, "", "callboard sessions", 32)).toString("base64"),
    session: { strategy: "jwt", maxAge: 8 * 3600 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(given) {
          const user = await verifyCredentials(given?.email ?? "", given?.password ?? "");
          return user ? { id: String(user.id), sessionVersion: user.sessionVersion } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { userId: Number(user.id), sessionVersion: user.sessionVersion } : token,
      session: ({ session, token }) => ({
        expires: session.expires,
        userId: token.userId,
        sessionVersion: token.sessionVersion,
      }),
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
        return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
      },
    },
  };
  return held;
}
