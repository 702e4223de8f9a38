import {
  AggregatorRegistry,
  Gauge,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from "prom-client";
import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { pool } from "@/lib/db/pool";

type Published = MetricObjectWithValues<MetricValue<string>>;

/** Who holds a life lock, and what it last published; null until it has. What the dead left behind is not looked at. */
const statement = `
select dispatcher.id, dispatcher.metrics
from ${livingDispatchers} as living left join dispatcher on dispatcher.id = living.id`;

/**
 * Adds how many dispatchers live, and returns their metrics, each value with its dispatcher as a label: added up, they would fall
 * when one ends, and a counter that falls looks like one that was set back.
 */
export async function addDispatcherMetrics(registry: Registry): Promise<Registry> {
  const { rows } = await pool().query<{ id: number | null; metrics: Published[] | null }>(statement);
  const living = new Gauge({
    name: "callboard_dispatchers",
    help: "Dispatchers that are alive.",
    registers: [registry],
  });
  living.set(rows.length);
  return AggregatorRegistry.aggregate(
    rows.flatMap(({ id, metrics }) => (metrics ? [metrics.map((metric) => labelled(metric, id))] : [])),
  );
}

function labelled(metric: Published, dispatcherId: number | null): Published {
  const values = metric.values.map((value) => ({
    ...value,
    labels: { ...value.labels, dispatcher: String(dispatcherId) },
  }));
  return { ...metric, values };
}
