import { type Answer, type Command, table } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { readEndpointStats, readStatsOf } from "@/lib/endpoints/read-stats";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import type { EndpointStats } from "@/lib/endpoints/view";
import { endpointView } from "@/lib/endpoints/view";
import { countText } from "@/lib/stats/count";

export const endpointCommands: Command[] = [
  {
    name: "endpoint list",
    usage: "",
    about: "Lists every callback URL that is entered or still has something waiting, with the last 24 hours.",
    async run() {
      const endpoints = (await readEndpointStats(operator)).map(endpointView);
      const rows = endpoints.map(({ endpointID, state, eventTypes, last24h, url, reason = "" }) => [
        endpointID,
        state,
        eventTypes.join(",") || "none",
        last24h.delivered,
        last24h.failed,
        `${last24h.pending}${last24h.pendingAtLeast ? "+" : ""}`,
        url,
        reason,
      ]);
      const head = ["ID", "STATE", "EVENTS", "DELIVERED", "FAILED", "PENDING", "URL", "REASON"];
      return { out: table(head, rows), json: { items: endpoints } };
    },
  },
  {
    name: "endpoint suspend",
    usage: "--id ep_N",
    about: "Stops all calls to a URL from the moment it returns; what is for it waits.",
    needs: ["id"],
    async run({ id }) {
      await suspendEndpoint(operator, String(id));
      return changed(await readStatsOf(operator, String(id)));
    },
  },
  {
    name: "endpoint resume",
    usage: "--id ep_N",
    about:
      "Calls a suspended URL again: what waited is due at once and goes out at a rising rate. One that is probed is tried at once.",
    needs: ["id"],
    async run({ id }) {
      await resumeEndpoint(operator, String(id));
      return changed(await readStatsOf(operator, String(id)));
    },
  },
];

function changed(stats: EndpointStats): Answer {
  const waiting = `${countText(stats.pending)} ${stats.pending.count === 1 ? "delivery is" : "deliveries are"} pending`;
  return { notes: [`${stats.endpointID} is ${stats.state}; ${waiting}.`], json: endpointView(stats) };
}
