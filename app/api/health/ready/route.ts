import { readiness } from "@/lib/monitoring/readiness";
import { onlyMethods } from "@/lib/web/only-methods";

export const dynamic = "force-dynamic";

/** 200 when callbacks can flow, else 503 saying what is missing (RFC 9457). */
export async function GET(): Promise<Response> {
  const { database, dispatchers, held } = await readiness();
  const headers = { "cache-control": "no-store" };
  if (database && dispatchers > 0) {
    return Response.json({ status: "ok", dispatchers, ...(held ? { held } : {}) }, { headers });
  }
  const detail = database
    ? "No dispatcher is running; events are kept and sent when one starts."
    : "The database does not answer.";
  return Response.json(
    { type: "about:blank", title: "Not ready", status: 503, detail },
    { status: 503, headers: { ...headers, "content-type": "application/problem+json" } },
  );
}

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
