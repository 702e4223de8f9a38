import type { Actor } from "@/lib/auth/actor";
import { warnSparingly } from "@/lib/limited-log";
import type { Count } from "@/lib/stats/count";
import { countNewer } from "./count-newer";
import { type Member, type Newer, sendEvent } from "./live-member";

/** A page whose newer rows are to be counted. */
type Counted = Member & { newer: Newer; actor: Actor };

const isToBeCounted = (member: Member): member is Counted =>
  member.newer !== null && member.actor !== null && !member.countIsFinal;

/**
 * Counts the rows that came since each page was drawn, and sends the counts that changed. Pages with the same filter share one count,
 * wherever each begins. Whoever is still a member may read every delivery.
 */
export async function sendCounts(members: ReadonlySet<Member>): Promise<void> {
  for (const group of groupedByFilter([...members].filter(isToBeCounted))) {
    const counts = await countFor(group);
    for (const [index, found] of counts.entries()) {
      const member = group[index];
      const count = JSON.stringify(found);
      if (!member || count === member.count || !members.has(member)) continue;
      member.count = count;
      member.countIsFinal = found.atLeast;
      sendEvent(member, { name: "newer", text: count });
    }
  }
}

function groupedByFilter(members: Counted[]): Iterable<Counted[]> {
  const groups = new Map<string, Counted[]>();
  for (const member of members) {
    const key = JSON.stringify(member.newer.filter);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return groups.values();
}

/** A count for each page of a group; none where counting failed, so that the next round counts. */
async function countFor(group: Counted[]): Promise<Count[]> {
  const [first] = group;
  if (!first) return [];
  try {
    return await countNewer(
      first.actor,
      first.newer.filter,
      group.map(({ newer }) => newer.cursor),
    );
  } catch (error) {
    warnSparingly("live.count_failed", { event: "live.count_failed", reason: String(error) });
    return [];
  }
}
