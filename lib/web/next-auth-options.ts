import type { NextAuthOptions, Session } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { parseUrl } from "@/lib/address/parse-url";
import { config } from "@/lib/config";
import { endSession } from "@/lib/sessions/end";
import { actorOfSession } from "@/lib/sessions/read";
import { sessionSeconds } from "@/lib/sessions/session-id";
import { authorize } from "./authorize";
import { setLinkRequestCode } from "./link-request-code";
import { nextAuthLogger } from "./next-auth-logger";
import { oidcId, oidcProvider, signInWithProvider } from "./oidc-provider";
import { sealProviderSession } from "./provider-session";
import { sessionCookie, sessionIdIn, sessionSecret } from "./session-token";
import { startSessionHere } from "./start-session";

declare module "next-auth" {
  interface User {
    sessionVersion: number;
  }
  interface Session {
    userId: number | null;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    /** The only thing a cookie says. Whether the session still counts, and whose it is, the database knows. */
    sessionId?: string;
  }
}

let cached: NextAuthOptions | undefined;

/**
 * next-auth, its session a JWT that holds the id of a row (docs/decisions/0004, 0027). Made on first use: settings do not exist
 * while building.
 */
export function authOptions(): NextAuthOptions {
  if (cached) return cached;
  const { appUrl, singleSignOn } = config();
  // next-auth takes its own address from the environment alone.
  process.env.NEXTAUTH_URL = appUrl;
  cached = {
    secret: sessionSecret(),
    cookies: { sessionToken: sessionCookie() },
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
    events: {
      signOut: async ({ token }) => {
        const id = sessionIdIn(token);
        if (id !== null) await endSession(id);
      },
    },
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== oidcId || !singleSignOn) return true;
        const signedIn = await signInWithProvider(profile, singleSignOn);
        if (signedIn.kind === "link_requested") await setLinkRequestCode(signedIn.code);
        if (signedIn.kind !== "signed_in") {
          return `${appUrl}/sign-in?error=${signedIn.kind === "error" ? signedIn.code : signedIn.kind}`;
        }
        // The same object is handed to `jwt` below.
        Object.assign(user, { id: String(signedIn.id), sessionVersion: signedIn.sessionVersion });
        return true;
      },
      jwt: async ({ token, user, account, profile }) => {
        if (!user) return token;
        const providerSession =
          account?.provider === oidcId ? await sealProviderSession(profile, account.id_token) : null;
        const { id, sessionVersion } = user;
        return { sessionId: await startSessionHere({ id: Number(id), sessionVersion }, providerSession) };
      },
      // Callboard itself does not ask; a program that does learns what `currentActor` would say.
      session: async ({ session, token }) => {
        const id = sessionIdIn(token);
        const actor = id === null ? null : await actorOfSession(id, null);
        return { ...(actor ? { expires: session.expires, userId: actor.userId } : {}) } as Session;
      },
      redirect: ({ url, baseUrl }) => {
        const target = parseUrl(url, baseUrl) ?? new URL(baseUrl);
        return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
      },
    },
  };
  return cached;
}
