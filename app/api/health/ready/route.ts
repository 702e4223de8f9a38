import { type Readiness, readiness } from "@/lib/monitoring/readiness";
import { onlyMethods } from "@/lib/web/only-methods";

export const dynamic = "force-dynamic";

/** 200 when callbacks can flow, else 503 saying what is missing (RFC 9457). */
export async function GET(): Promise<Response> {
  const { database, dispatchers, held } = await readiness();
  const headers = { "cache-control": "no-store" };
  if (database === "takes changes" && dispatchers > 0) {
    return Response.json({ status: "ok", dispatchers, ...(held ? { held } : {}) }, { headers });
  }
  return Response.json(
    { type: "about:blank", title: "Not ready", status: 503, detail: missing[database] },
    { status: 503, headers: { ...headers, "content-type": "application/problem+json" } },
  );
}

const missing: Record<Readiness["database"], string> = {
  "takes changes": "No dispatcher is running; events are kept and sent when one starts.",
  "takes none": "The database takes no changes: it is a standby, or was switched to read-only.",
  away: "The database does not answer.",
};

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
