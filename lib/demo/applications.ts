import { byEventType, type EventType } from "@/lib/events/event-types";

/** Where the receiver listens: `port` always, `outagePort` except when the customer portal is down. */
export type ReceiverPorts = { port: number; outagePort: number };

/** The applications that the demo's callbacks go to, by the path under which the receiver plays them. */
export const applications = {
  hr: "/hr",
  archive: "/archive",
  purchasing: "/purchasing",
  intranet: "/old-intranet",
  portal: "/portal",
} as const;

/** The callback URLs that the demo saves for each event type. */
export function callbackUrls({ port, outagePort }: ReceiverPorts): Record<EventType, string[]> {
  const at = (path: string, on = port) => `http://127.0.0.1:${on}${path}`;
  const portal = at(applications.portal, outagePort);
  const some: Partial<Record<EventType, string[]>> = {
    created: [at(applications.archive), portal],
    updated: [portal],
    deleted: [at(applications.archive), at(applications.intranet)],
  };
  return byEventType((type) => [at(applications.hr), at(applications.purchasing), ...(some[type] ?? [])]);
}
