import { createHash, timingSafeEqual } from "node:crypto";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { readMetrics } from "@/lib/monitoring/read-metrics";
import type { ApiRequest } from "./api-request";
import { problem } from "./problem";

/**
 * Answers a scrape: Prometheus text, 401 without the token where one is set, 503 when the database gives no answer.
 * @param token METRICS_TOKEN; null lets everybody read
 */
export async function serveMetrics(request: ApiRequest, token: string | null): Promise<Response> {
  if (token !== null && !carries(request, token)) {
    return problem(401, "Send the METRICS_TOKEN: Authorization: Bearer ….", undefined, {
      "www-authenticate": "Bearer",
    });
  }
  try {
    const { text, contentType } = await readMetrics();
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  } catch (error) {
    log.error({ event: "metrics.failed", reason: reasonOf(error) });
    return problem(503, "The metrics cannot be read, because the database gives no answer.");
  }
}

/** Compares digests: they are of one length, and the time it takes says nothing about the token. */
function carries(request: ApiRequest, token: string): boolean {
  const [, given = ""] = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
