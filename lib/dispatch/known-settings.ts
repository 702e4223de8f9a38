import type { Claiming } from "./claiming";
import type { Health } from "./health";
import type { Lanes } from "./lanes";
import type { Metrics } from "./metrics";
import type { Registration } from "./register";
import { revalidate } from "./revalidate";
import { acknowledge, createSettingsReader, type EndpointSettings } from "./settings";
import type { Unwanted } from "./unwanted";

const staleMs = 1_000;

/** The settings as this process last read them, and how it takes over newer ones (docs/decisions/0008). */
export function createKnownSettings({
  appSecret,
  lanes,
  health,
  metrics,
  unwanted,
  claiming,
}: {
  appSecret: string;
  lanes: Lanes;
  health: Health;
  metrics: Pick<Metrics, "settingsReloaded">;
  unwanted: Unwanted;
  claiming: Pick<Claiming, "idle" | "wantAll">;
}) {
  const read = createSettingsReader(appSecret);
  let endpoints = new Map<number, EndpointSettings>();
  let inOrder = false;
  let acknowledged = -1;

  const activeIds = () =>
    [...endpoints.values()].flatMap((one) => (one.state === "active" ? [one.endpointId] : []));

  return {
    /** Active and probing ones. */
    endpoints: () => endpoints,
    inOrder: () => inOrder,

    /** No call to this endpoint begins here until the settings, read again, say what has become of it. */
    leaveOut(endpointId: number): void {
      endpoints.delete(endpointId);
      unwanted.add(lanes.keepOnly(activeIds()));
    },

    /** A new identity has acknowledged nothing yet. */
    forgetAcknowledgement(): void {
      acknowledged = -1;
    },

    /** Takes over the settings as they are now. When it has acknowledged a version, nothing older can begin here. */
    async reload({ client, dispatcherId }: Registration): Promise<void> {
      const settings = await read(client);
      // Its rows may have been claimed before the settings read here were saved: they must be looked at again as well.
      await claiming.idle();
      const before = new Set(activeIds());
      endpoints = settings.endpoints;
      inOrder = settings.inOrder;
      const active = activeIds();
      const changed =
        settings.version !== acknowledged ||
        before.size !== active.length ||
        !active.every((id) => before.has(id));
      unwanted.add(lanes.keepOnly(active));
      for (const one of endpoints.values()) {
        lanes.failing(one.endpointId, one.failures > 0);
        lanes.recovered(one.endpointId, one.recoveredAtMs, settings.dispatchers);
      }
      health.learn([...endpoints.values()].flatMap((one) => (one.failures > 0 ? [one.endpointId] : [])));
      const nowMs = performance.now();
      const doubtful = lanes.waiting().filter((held) => changed || nowMs - held.validatedAtMs > staleMs);
      // A delivery that began meanwhile began before the acknowledgement, and is none of this.
      const lost = await revalidate(client, doubtful);
      unwanted.add(lanes.takeOut((held) => lost.has(held)));
      if (settings.version !== acknowledged) await acknowledge(client, dispatcherId, settings.version);
      acknowledged = settings.version;
      if (changed) claiming.wantAll();
      metrics.settingsReloaded();
    },
  };
}
