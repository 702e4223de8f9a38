import { readBell } from "@/lib/notices/read";
import { problem, problemOf } from "@/lib/web/problem";
import { currentActor } from "@/lib/web/session";

export const dynamic = "force-dynamic";

/** What the bell of an open page asks every few seconds. A plain read: a server action would hold up what its reader does meanwhile. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await currentActor();
    if (!actor) return problem(401, "You are signed out.");
    return Response.json(await readBell(actor), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return problemOf(error, { method: request.method, path: new URL(request.url).pathname });
  }
}
