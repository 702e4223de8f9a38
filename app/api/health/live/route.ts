import { onlyMethods } from "@/lib/web/only-methods";

export const dynamic = "force-dynamic";

/** The process answers; says nothing of the database. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
