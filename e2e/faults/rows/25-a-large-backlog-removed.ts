import { orderLockClass, webhookSettingsLock } from "@/lib/db/locks";
import { newEventId } from "@/lib/ids";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { monotonicMs } from "../receiver-log";
import { createChecks, type Row } from "../row";
import { preparedSave } from "../save";
import { pause, until } from "../wait";

const maxSaveMs = 200;
const maxCreateMs = 500;
const everyMs = 100;
/** From a claim's answer to the receiver's log: what had begun when the save returned may still arrive. */
const onItsWayMs = 100;

const seed = `
with made as (
  insert into event (id, event_type, instance_id, process_name, outcome, actor_name, expected)
  select 'evt_BACKLOG' || n, 'created', 'backlog-' || n, 'Backlog', 'dispatched', 'test', 1 from generate_series(1, $2::int) as n
  returning id
)
insert into delivery (event_id, endpoint_id) select id, $1 from made`;

/** As the API records what was created. */
const create = `select from record_events(array[$1::text], array['created']::event_type[], array['load'], array['Load'], 'test', $2, $3)`;

export const aLargeBacklogRemoved: Row = {
  number: 25,
  title: "a save removes a URL with 300,000 pending, under load",
  must: "≤ 200 ms; creates beside it unaffected; none of them is called after it",
  core: false,
  limitMs: 300_000,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    const [gone, stays] = await database.enable([`${receiver.url}/gone`, `${receiver.url}/stays`]);
    if (!gone || !stays) throw new Error("No URL was added.");
    // Slow enough that the backlog is there still, and that some of it is under way at any moment.
    await receiver.answer("/gone", { delayMs: 1_000 });
    await database.pool.query(seed, [gone.id, 300_000]);
    await database.pool.query("analyze");
    for (const _ of [1, 2]) await startDispatcher(stage, database);
    await receiver.arrived(16);

    const creates: { askedAt: number; ms: number }[] = [];
    let over = false;
    const load = (async () => {
      while (!over) {
        const askedAt = monotonicMs();
        await database.pool.query(create, [newEventId(), webhookSettingsLock, orderLockClass]);
        creates.push({ askedAt, ms: monotonicMs() - askedAt });
        await pause(everyMs);
      }
    })();
    load.catch(() => {});
    const save = await preparedSave(stage, database, "Ada", { urls: [`${receiver.url}/stays`] });
    await pause(2_000);
    const waiting = await database.count("delivery", `endpoint_id = ${gone.id} and done_at is null`);
    const end = await save();
    const savedAt = monotonicMs();
    const left = await database.count("delivery", `endpoint_id = ${gone.id} and done_at is null`);
    const tookMs = await until(
      "all of them are cancelled",
      async () => (await database.count("delivery", `endpoint_id = ${gone.id} and done_at is null`)) === 0,
      240_000,
      200,
    ).finally(() => {
      over = true;
    });
    await load;
    await database.drained();
    const slowest = Math.max(...creates.map(({ ms }) => ms));
    const late = (await receiver.log()).filter(
      ({ path, at }) => path.startsWith("/gone") && at > savedAt + onItsWayMs,
    );
    const sent = await database.count("delivery", `endpoint_id = ${stays.id} and status = 'delivered'`);
    checks.holds(waiting > 290_000, `Only ${waiting} waited when it was saved.`);
    checks.holds(end.kind === "saved", `The save ended ${end.kind}: ${end.message}`);
    checks.holds(end.ms <= maxSaveMs, `The save took ${Math.round(end.ms)} ms.`);
    checks.holds(slowest <= maxCreateMs, `A create beside it took ${Math.round(slowest)} ms.`);
    checks.holds(late.length === 0, `${late.length} calls began after the save had returned.`);
    checks.holds(sent === creates.length, `${sent} of ${creates.length} events of the load were delivered.`);
    return {
      counted: null,
      figure: `saved in ${Math.round(end.ms)} ms with ${waiting} waiting, ${left} left to the dispatchers for ${(tookMs / 1_000).toFixed(0)} s, creates ≤ ${Math.round(slowest)} ms`,
      violations: checks.violations,
    };
  },
};
