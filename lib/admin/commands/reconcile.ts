import { type Command, read, table } from "@/lib/admin/command";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { reconciliationSchema } from "@/lib/reconciliation/schema";
import { type Reconciliation, reportOf, statsProblem, verdictOf } from "@/lib/reconciliation/view";
import { recount } from "@/lib/stats/recount";

/** Nobody's page waits for it. */
const limitMs = 600_000;

export const reconcileCommand: Command = {
  name: "reconcile",
  usage: "[--from T] [--to T] [--recount]",
  about: `Checks that every change is accounted for: each event has the deliveries it was owed, each delivery the attempts its
status speaks of, each change of an instance its event. Exits with 1 when something is not, and names up to 20 of the
events. T is a time such as 2026-11-24T09:30:00Z, or a date, meaning its beginning in UTC. Without --from it goes back as
far as every delivery is still kept; without --to up to now. The statistics on screens are compared with the log as well;
--recount first counts them from the log anew.`,
  takes: ["from", "to"],
  flags: ["recount"],
  async run({ from, to, recount: anew }) {
    const span = read(reconciliationSchema, { from: momentOf(from), to: momentOf(to) });
    if (anew) await recountStats();
    const found = await reconcile(operator, span, { limitMs, wholeLog: true });
    const problem = statsProblem(found);
    return {
      out: [...sums(found), "", verdictOf(found), ...(problem ? ["", problem] : [])],
      json: reportOf(found),
      exitCode: found.unaccounted > 0 ? 1 : 0,
    };
  },
};

async function recountStats(): Promise<void> {
  const session = await pool().connect();
  let broken = true;
  try {
    await recount(session, { wait: true });
    broken = false;
  } finally {
    session.release(broken);
  }
}

function sums(found: Reconciliation): string[] {
  const span = [
    ["from", found.from],
    ["to", found.to],
  ];
  const notWanted = found.notSent.process_not_wanted;
  const counts = [
    ["changes", found.changes],
    ["  not sent: switched off", found.notSent.switched_off],
    ["  not sent: no URL", found.notSent.no_urls],
    ...(notWanted > 0 ? [["  not sent: no URL wants the process", notWanted] as const] : []),
    ["deliveries owed", found.expected],
    ["  delivered", found.delivered],
    ["  pending", found.pending],
    ["  failed", found.failed],
    ["  cancelled", found.cancelled],
    ["unaccounted", found.unaccounted],
  ] as const;
  const concerns = found.concerns.map(({ eventID, instanceID, problem }) => [
    eventID ?? "–",
    instanceID,
    problem,
  ]);
  return [
    ...span.map(([name, value]) => `${name}`.padEnd(6) + value),
    ...(found.from < found.completeFrom
      ? [`Before ${found.completeFrom} only the deliveries that retention has left are counted.`]
      : []),
    "",
    ...table(["", ""], counts).slice(1),
    ...(concerns.length > 0 ? ["", ...table(["EVENT", "INSTANCE", "PROBLEM"], concerns)] : []),
  ];
}

/** A date alone means its beginning in UTC. */
function momentOf(given: string | boolean | undefined): unknown {
  return typeof given === "string" && /^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00:00Z` : given;
}
