import NextAuth from "next-auth";
import { config } from "@/lib/config";
import { authRoute } from "@/lib/web/auth-route";
import { authOptions } from "@/lib/web/next-auth-options";
import { oidcId } from "@/lib/web/oidc-provider";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handler(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const options = authOptions();
  const provider = options.providers.some(({ id }) => id === oidcId) ? oidcId : null;
  return authRoute(request, nextauth, {
    provider,
    appUrl: config().appUrl,
    serve: (served) => NextAuth(options)(served, context),
  });
}

export {
  handler as DELETE,
  handler as GET,
  handler as HEAD,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};
