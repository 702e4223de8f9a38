import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ConflictError } from "@/lib/errors";
import { assertPossible, missing } from "./possible-id";
import { type ListInstances, limits } from "./schema";
import { sizesColumn, totalOf } from "./size";
import {
  type Field,
  type InstanceSummary,
  type InstanceView,
  instanceSummary,
  instanceView,
  type ShownField,
  type ShownInstance,
  type SummaryRow,
  summaryColumns,
} from "./view";

/** With all its fields. @throws NotFoundError */
export async function readInstance(actor: Actor, instanceId: string): Promise<InstanceView> {
  assertCan(actor, "instances:read");
  assertPossible(instanceId);
  const { rows } = await pool().query<SummaryRow & { fields: Field[] }>(
    `select ${summaryColumns}, fields from instance where instance_id = $1`,
    [instanceId],
  );
  return instanceView(rows[0] ?? missing(instanceId));
}

/**
 * With all its fields, for the form that edits it.
 * @throws NotFoundError, ConflictError when it holds more than the form can send
 */
export async function readForForm(actor: Actor, instanceId: string): Promise<InstanceView> {
  assertCan(actor, "instances:read");
  assertPossible(instanceId);
  const { rows } = await pool().query<{ sizes: [string, number][] }>(
    `select ${sizesColumn} from instance where instance_id = $1`,
    [instanceId],
  );
  const { sizes } = rows[0] ?? missing(instanceId);
  const bytes = totalOf(new Map(sizes));
  if (bytes > limits.formBytes) {
    const [holds, limit] = [bytes, limits.formBytes].map((count) => count.toLocaleString("en-US"));
    throw new ConflictError(
      `The fields of ${instanceId} hold ${holds} bytes; this form can edit ${limit}. Change them one by one with PATCH /api/instances/{instanceID}.`,
    );
  }
  return readInstance(actor, instanceId);
}

/**
 * Some or all fields of an instance, in the order they are kept; names it lacks are left out.
 * @throws NotFoundError
 */
export async function readFields(actor: Actor, instanceId: string, names?: string[]): Promise<Field[]> {
  assertCan(actor, "instances:read");
  assertPossible(instanceId);
  const { rows } = await pool().query<{ fields: Field[] }>(
    `select (
       select coalesce(jsonb_agg(field order by place), '[]')
       from jsonb_array_elements(fields) with ordinality as kept (field, place)
       where $2::text[] is null or field ->> 'name' = any ($2)
     ) as fields from instance where instance_id = $1`,
    [instanceId, names ?? null],
  );
  const { fields } = rows[0] ?? missing(instanceId);
  return fields.map(({ name, text, value }) => ({ name, text, value }));
}

/** Newest first, without their fields. `nextCursor` is null on the last page; instances created meanwhile shift nothing. */
export async function listInstances(
  actor: Actor,
  { processName, status, limit, cursor }: ListInstances,
): Promise<{ items: InstanceSummary[]; nextCursor: string | null }> {
  assertCan(actor, "instances:read");
  const { rows } = await pool().query<SummaryRow>(
    `select ${summaryColumns} from instance
     where ($1::text is null or process_name = $1) and ($2::text is null or status = $2)
       and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [processName ?? null, status ?? null, cursor ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    items: page.map(instanceSummary),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** So much of each value the instance's page shows at first, in characters. */
const shownLength = 1_000;

/**
 * An instance for its page: of each value the beginning, of the field `whole` all.
 * @throws NotFoundError
 */
export async function readShown(actor: Actor, instanceId: string, whole?: string): Promise<ShownInstance> {
  assertCan(actor, "instances:read");
  assertPossible(instanceId);
  const beginning = (part: string) => `jsonb_build_object(
    'shown', case when name = $2 then ${part} else left(${part}, ${shownLength}) end, 'length', char_length(${part}))`;
  const { rows } = await pool().query<SummaryRow & { fields: ShownField[] }>(
    `select ${summaryColumns}, (
       select coalesce(jsonb_agg(jsonb_build_object('name', name, 'text', ${beginning("text")},
         'value', case when value <> text then ${beginning("value")} end) order by place), '[]')
       from jsonb_array_elements(fields) with ordinality as kept (field, place)
         cross join lateral jsonb_to_record(field) as part (name text, text text, value text)
     ) as fields from instance where instance_id = $1`,
    [instanceId, whole ?? null],
  );
  const row = rows[0] ?? missing(instanceId);
  return { ...instanceSummary(row), fields: row.fields };
}

/** Names of existing processes, for suggestions; at most 100. */
export async function listProcessNames(actor: Actor): Promise<string[]> {
  assertCan(actor, "instances:read");
  const { rows } = await pool().query<{ process_name: string }>(
    "select distinct process_name from instance order by process_name limit 100",
  );
  return rows.map((row) => row.process_name);
}
