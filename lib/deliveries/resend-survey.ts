import { pool } from "@/lib/db/pool";
import { type IdRange, idRange } from "./id-range";
import type { Conditions } from "./resend-filter";
import type { LastAnswer } from "./resend-preview";

/** So many ids a statement: however many deliveries there are, none counts for long. */
const idsPerStatement = 100_000n;
/** Nobody waits longer for a number: after this, what was counted is said to be a part. */
export const surveyLimitMs = 5_000;

type Span = { from?: string | undefined; to?: string | undefined };
export type SurveyStart = { now: string; settingsVersion: number };
type Survey = SurveyStart & {
  range: IdRange;
  count: number;
  isComplete: boolean;
  lastAnswers: LastAnswer[];
};

/** The time by the database's clock, and which settings hold. */
export async function readSurveyStart(): Promise<SurveyStart> {
  const { rows } = await pool().query<{ now: string; version: number }>(
    "select now()::timestamptz(3)::text as now, version from webhook_settings where id = 1",
  );
  const { now = "", version = 0 } = rows[0] ?? {};
  return { now, settingsVersion: version };
}

/** Deliveries that match and have ended, with what they were answered last, as it stands at one moment of the database's clock. */
export async function surveyDeliveries(span: Span, { where, values }: Conditions): Promise<Survey> {
  const start = await readSurveyStart();
  const range = await idRange(pool(), span);
  const [after, until, before] = [1, 2, 3].map((n) => `$${values.length + n}`);
  const statement = `
    select last_outcome as outcome, last_status_code as "statusCode", count(*)::int as count
    from delivery join event on event.id = delivery.event_id
    where ${where} and delivery.id > ${after}::bigint and delivery.id <= ${until}::bigint
      and delivery.done_at <= ${before}::timestamptz
    group by last_outcome, last_status_code`;
  const answers = new Map<string, LastAnswer>();
  const startedAtMs = performance.now();
  let isComplete = true;
  let last = range.after;
  for (let first = await nextId(last, range.until); first !== null; first = await nextId(last, range.until)) {
    if (performance.now() - startedAtMs > surveyLimitMs) {
      isComplete = false;
      break;
    }
    last = String(BigInt(first) + idsPerStatement - 1n);
    const end = BigInt(last) < BigInt(range.until) ? last : range.until;
    const counted = await pool().query<LastAnswer>(statement, [
      ...values,
      String(BigInt(first) - 1n),
      end,
      start.now,
    ]);
    for (const { outcome, statusCode, count } of counted.rows) {
      const key = `${outcome} ${statusCode}`;
      answers.set(key, { outcome, statusCode, count: count + (answers.get(key)?.count ?? 0) });
    }
  }
  const lastAnswers = [...answers.values()].sort((one, other) => other.count - one.count);
  const count = lastAnswers.reduce((sum, answer) => sum + answer.count, 0);
  return { ...start, range, count, isComplete, lastAnswers };
}

/** The next id that there is, so that a span of ids long deleted is passed over in one step; null at the end. */
async function nextId(after: string, until: string): Promise<string | null> {
  const { rows } = await pool().query<{ id: string | null }>(
    "select min(id)::text as id from delivery where id > $1::bigint and id <= $2::bigint",
    [after, until],
  );
  return rows[0]?.id ?? null;
}
