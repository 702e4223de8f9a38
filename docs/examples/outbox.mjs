// Sends what waits in callboard_outbox (outbox.sql) to Callboard, until nothing does. Run it every few seconds or minutes; it
// may be killed at any moment, and run twice at once. Needs Node 20 and `npm install pg`.
import pg from "pg";

const { OUTBOX_DATABASE_URL, CALLBOARD_URL, CALLBOARD_TOKEN } = process.env;
const database = new pg.Client({ connectionString: OUTBOX_DATABASE_URL });

await database.connect();
try {
  let batch = await nextBatch();
  while (batch !== null) {
    await send(batch);
    batch = await nextBatch();
  }
} catch (error) {
  // What was not marked as sent is sent by the next run.
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await database.end();
}

async function nextBatch() {
  const { rows } = await database.query("select callboard_next_batch() as batch");
  return rows[0].batch;
}

async function send(batch) {
  const { rows } = await database.query(
    `select id, event_type as "eventType", instance_id as "instanceID", process_name as "processName"
     from callboard_outbox where batch = $1 and sent_at is null and refused is null order by id`,
    [batch],
  );
  // Another run was faster.
  if (rows.length === 0) return;
  const answer = await fetch(`${CALLBOARD_URL}/api/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${CALLBOARD_TOKEN}`,
      "content-type": "application/json",
      "idempotency-key": batch,
    },
    body: JSON.stringify(rows.map(({ id: _id, ...event }) => event)),
    signal: AbortSignal.timeout(30_000),
  });
  const said = await answer.json();
  if (answer.status === 202) return markSent(rows, said.events);
  if (answer.status === 422) return setAside(batch, rows, said);
  throw new Error(`Callboard answered ${answer.status}: ${said.detail}`);
}

async function markSent(rows, events) {
  await database.query(
    `update callboard_outbox as outbox set sent_at = now(), event_id = answered.event_id
     from unnest($1::bigint[], $2::text[]) as answered (id, event_id) where outbox.id = answered.id`,
    [rows.map(({ id }) => id), events.map(({ eventID }) => eventID)],
  );
}

/** Marks the rows that Callboard names as wrong, and frees the others for a new batch, under a new key. */
async function setAside(batch, rows, { detail, errors = [] }) {
  const wrong = new Map();
  for (const { path, message } of errors) {
    const row = rows[/^\[(\d+)\]/.exec(path)?.[1]];
    if (row) wrong.set(row.id, `${wrong.has(row.id) ? `${wrong.get(row.id)}; ` : ""}${path} ${message}`);
  }
  if (wrong.size === 0) throw new Error(`Callboard refused the batch ${batch}: ${detail}`);
  await database.query(
    `update callboard_outbox as outbox set batch = null, refused = named.reason
     from callboard_outbox as own
       left join unnest($2::bigint[], $3::text[]) as named (id, reason) on named.id = own.id
     where own.batch = $1 and outbox.id = own.id`,
    [batch, [...wrong.keys()], [...wrong.values()]],
  );
  for (const [id, reason] of wrong) console.error(`Row ${id} is set aside: ${reason}.`);
}
