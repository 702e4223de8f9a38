import { config } from "@/lib/config";
import { serveMetrics } from "@/lib/web/metrics";
import { onlyMethods } from "@/lib/web/only-methods";

export const dynamic = "force-dynamic";

/** What Prometheus scrapes; no session, and a token only where METRICS_TOKEN is set. */
export function GET(request: Request): Promise<Response> {
  return serveMetrics(request, config().metricsToken);
}

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
