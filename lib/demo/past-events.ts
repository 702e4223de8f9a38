import type { EventType } from "@/lib/events/event-types";
import { slugOf } from "@/lib/instances/number";
import { processes } from "./processes";

/** One thing that happened to an instance of the demo before it began. */
export type PastEvent = {
  atMs: number;
  eventType: EventType;
  instanceId: string;
  processName: string;
  version: number;
  status: string;
};

/** As it was recorded: whether it was sent, or why not. */
export type RecordedPastEvent = PastEvent & { id: string; at: string; outcome: string };

const [hourMs, dayMs] = [3_600_000, 86_400_000];
/** Short of the 30 days after which finished deliveries are deleted. */
const days = 29;
/** The last days have more: what is counted by the hour must be seen beside the demo's own changes (lib/demo/pace.ts). */
const instancesADay = { weekday: 90, weekend: 20, last: 800 };
const lastDays = 2;

/**
 * What happened in the 29 days before a moment, oldest first: instances are created over the working day, go on to their next
 * statuses, and are deleted after the last one. Those of the last day may be left as they are.
 * @param random numbers in [0, 1)
 */
export function pastEvents(nowMs: number, random: () => number): PastEvent[] {
  const events: PastEvent[] = [];
  const numbers = new Map<string, number>();
  const starts: number[] = [];
  for (let dayStart = nowMs - days * dayMs; dayStart < nowMs; dayStart += dayMs) {
    const weekend = [0, 6].includes(new Date(dayStart).getUTCDay());
    const isLast = dayStart >= nowMs - lastDays * dayMs;
    const usual = weekend ? instancesADay.weekend : instancesADay.weekday;
    const count = isLast ? instancesADay.last : usual;
    // The mean of three is more often in the middle.
    for (let n = 0; n < count; n += 1) {
      starts.push(dayStart + (isLast ? random() : (random() + random() + random()) / 3) * dayMs);
    }
  }
  for (const [index, startMs] of starts.toSorted((a, b) => a - b).entries()) {
    const sample = processes[index % processes.length];
    if (!sample) continue;
    const number = (numbers.get(sample.name) ?? 0) + 1;
    numbers.set(sample.name, number);
    const about = { instanceId: `${slugOf(sample.name)}-${number}`, processName: sample.name };
    let atMs = startMs;
    for (const [step, status] of [...sample.statuses, null].entries()) {
      if (atMs >= nowMs) break;
      const eventType = step === 0 ? "created" : status === null ? "deleted" : "updated";
      const version = status === null ? step : step + 1;
      events.push({ ...about, atMs, eventType, version, status: status ?? sample.statuses.at(-1) ?? "" });
      atMs += (0.5 + random() * 5) * hourMs;
    }
  }
  return events.toSorted((a, b) => a.atMs - b.atMs);
}
