import { Gauge, Registry } from "prom-client";
import { version } from "@/lib/version";
import { addDispatcherMetrics } from "./dispatcher-metrics";
import { addQueueMetrics } from "./queue-metrics";

/**
 * All of Callboard's metrics in Prometheus' text format: what each living dispatcher counts, and what the database knows. Names and meanings: docs/operations.md, "Metrics".
 * @throws what the database throws: there are no half pages
 */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  const registry = new Registry();
  new Gauge({
    name: "callboard_build_info",
    help: "Always 1; the version that answered is its label.",
    labelNames: ["version"],
    registers: [registry],
  }).set({ version }, 1);
  const [dispatchers] = await Promise.all([addDispatcherMetrics(registry), addQueueMetrics(registry)]);
  const parts = await Promise.all([registry.metrics(), dispatchers.metrics()]);
  const text = parts.filter((part) => part.trim() !== "").map((part) => `${part.trimEnd()}\n`);
  return { text: text.join(""), contentType: registry.contentType };
}
