import { config } from "@/lib/config";
import { unsubscribe } from "@/lib/notices/mail/subscription";
import { clientAddress } from "@/lib/web/client-address";
import { onlyMethods } from "@/lib/web/only-methods";
import { problem, problemOf } from "@/lib/web/problem";

export const dynamic = "force-dynamic";

/**
 * What a mail program calls when its user presses "Unsubscribe" (RFC 8058): no session, only the token of the mail. What it sends is
 * not read.
 */
export async function POST(request: Request): Promise<Response> {
  const { searchParams, pathname } = new URL(request.url);
  try {
    const done = await unsubscribe(searchParams.get("token") ?? "", clientAddress(request.headers));
    if (!done) return problem(404, "This link switches off nobody's mails.");
  } catch (error) {
    return problemOf(error, { method: request.method, path: pathname });
  }
  return new Response("Callboard sends you no more notices by email.\n", {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

/** A link that is only followed, also by programs that look into mails, switches nothing off: it leads to the switch. */
export function GET(): Response {
  return new Response(null, { status: 303, headers: { location: `${config().appUrl}/account` } });
}

const others = onlyMethods("GET", "POST");

export { others as DELETE, others as PATCH, others as PUT };
