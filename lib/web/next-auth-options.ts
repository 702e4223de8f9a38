import { hkdfSync } from "node:crypto";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { config } from "@/lib/config";
import { authorize } from "./authorize";
import { nextAuthLogger } from "./next-auth-logger";
import { admit, oidcId, oidcProvider } from "./oidc-provider";
import { sessionSeconds } from "./session-life";

declare module "next-auth" {
  interface Session {
    userId: number;
    sessionVersion: number;
    signedInAt: number;
  }
  interface User {
    sessionVersion: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    userId: number;
    sessionVersion: number;
    /** Milliseconds since 1970. next-auth moves its own times on whenever the session is asked for; this one stays. */
    signedInAt: number;
  }
}

let held: NextAuthOptions | undefined;

/** next-auth, its session a JWT of ids only (docs/decisions/0004). Made on first use: settings do not exist while building. */
export function authOptions(): NextAuthOptions {
  if (held) return held;
  const { appSecret, appUrl, singleSignOn } = config();
  // next-auth takes its own address from the environment alone.
  process.env.NEXTAUTH_URL = appUrl;
  held = {
    secret: Buffer.from(hkdfSync("sha256", appSecret, "", "callboard sessions", 32)).toString("base64"),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize,
      }),
      ...(singleSignOn ? [oidcProvider(singleSignOn)] : []),
    ],
    logger: nextAuthLogger,
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== oidcId || !singleSignOn) return true;
        const admitted = await admit(profile, singleSignOn);
        if (admitted.kind === "error") return `${appUrl}/sign-in?error=${admitted.code}`;
        // The same object is handed to `jwt` below.
        Object.assign(user, { id: String(admitted.id), sessionVersion: admitted.sessionVersion });
        return true;
      },
      jwt: ({ token, user }) =>
        user
          ? { userId: Number(user.id), sessionVersion: user.sessionVersion, signedInAt: Date.now() }
          : token,
      session: ({ session, token }) => ({
        expires: session.expires,
        userId: token.userId,
        sessionVersion: token.sessionVersion,
        signedInAt: token.signedInAt,
      }),
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
        return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
      },
    },
  };
  return held;
}
