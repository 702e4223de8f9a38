import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction, pool, transactionOrPool } from "@/lib/db/pool";
import { ConflictError, InvalidError, NotFoundError } from "@/lib/errors";
import { recordChange } from "@/lib/events/record";
import { nextInstanceId } from "./number";
import { type ChangeInstance, type CreateInstance, type ListInstances, limits } from "./schema";
import { type Field, type InstanceRow, type InstanceView, instanceView } from "./view";

type Mapping = NonNullable<CreateInstance["FieldsMappings"]>[number];
export type Changed = { success: true; instanceID: string; version: number; eventID: string };
export type Deleted = { success: true; instanceID: string; eventID: string };

/** Creates an instance with the next number of its process. */
export async function createInstance(actor: Actor, input: CreateInstance): Promise<Changed> {
  assertCan(actor, "instances:write");
  const instanceId = await nextInstanceId(input.processName);
  const recorded = await recordChange(transactionOrPool(), actor, "created", {
    name: "create-instance",
    text: `insert into instance (instance_id, process_name, status, trigger_field, fields) values ($7, $8, $9, $10, $11)
           returning instance_id, process_name`,
    values: [
      instanceId,
      input.processName,
      input.Status ?? "",
      input.TriggerField ?? null,
      JSON.stringify(fieldsOf(input.FieldsMappings)),
    ],
  });
  if (!recorded) throw new Error(`${instanceId} was not created.`);
  return { success: true, instanceID: instanceId, version: 1, eventID: recorded.eventID };
}

/** @throws NotFoundError */
export async function readInstance(actor: Actor, instanceId: string): Promise<InstanceView> {
  assertCan(actor, "instances:read");
  assertPossible(instanceId);
  const { rows } = await pool().query<InstanceRow>("select * from instance where instance_id = $1", [
    instanceId,
  ]);
  return instanceView(rows[0] ?? missing(instanceId));
}

/**
 * Some or all fields of an instance, in the order they are kept; names it lacks are left out.
 * @throws NotFoundError
 */
export async function readFields(actor: Actor, instanceId: string, names?: string[]): Promise<Field[]> {
  assertCan(actor, "instances:read");
  const { fields } = await readInstance(actor, instanceId);
  return names ? fields.filter((field) => names.includes(field.name)) : fields;
}

/** Newest first. `nextCursor` is null on the last page; instances created meanwhile shift nothing. */
export async function listInstances(
  actor: Actor,
  { processName, status, limit, cursor }: ListInstances,
): Promise<{ items: InstanceView[]; nextCursor: string | null }> {
  assertCan(actor, "instances:read");
  const { rows } = await pool().query<InstanceRow>(
    `select * from instance
     where ($1::text is null or process_name = $1) and ($2::text is null or status = $2)
       and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [processName ?? null, status ?? null, cursor ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    items: page.map(instanceView),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** Names of existing processes, for suggestions; at most 100. */
export async function listProcessNames(actor: Actor): Promise<string[]> {
  assertCan(actor, "instances:read");
  const { rows } = await pool().query<{ process_name: string }>(
    "select distinct process_name from instance order by process_name limit 100",
  );
  return rows.map((row) => row.process_name);
}

/**
 * Replaces status, trigger field and all fields: what the body leaves out is emptied.
 * @throws NotFoundError, ConflictError when `version` is stale
 */
export async function replaceInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  return change(actor, instanceId, input, () => ({
    status: input.Status ?? "",
    triggerField: input.TriggerField ?? null,
    fields: fieldsOf(input.FieldsMappings),
  }));
}

/**
 * Changes what the body names and keeps the rest, other fields included.
 * @throws NotFoundError, ConflictError when `version` is stale, InvalidError when there would be too many fields
 */
export async function mergeInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  return change(actor, instanceId, input, (row) => ({
    status: input.Status ?? row.status,
    triggerField: input.TriggerField ?? row.trigger_field,
    fields: mergedFields(row.fields, input.FieldsMappings ?? []),
  }));
}

/**
 * Replaces status and all fields, as the form shows them; the trigger field, which it does not show, stays.
 * @throws NotFoundError, ConflictError when `version` is stale
 */
export async function editInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  return change(actor, instanceId, input, (row) => ({
    status: input.Status ?? "",
    triggerField: row.trigger_field,
    fields: fieldsOf(input.FieldsMappings),
  }));
}

/** @throws NotFoundError */
export async function deleteInstance(actor: Actor, instanceId: string): Promise<Deleted> {
  assertCan(actor, "instances:write");
  assertPossible(instanceId);
  const recorded = await recordChange(transactionOrPool(), actor, "deleted", {
    name: "delete-instance",
    text: "delete from instance where instance_id = $7 returning instance_id, process_name",
    values: [instanceId],
  });
  const { eventID } = recorded ?? missing(instanceId);
  return { success: true, instanceID: instanceId, eventID };
}

type Content = { status: string; triggerField: string | null; fields: Field[] };
type LockedRow = InstanceRow & { trigger_field: string | null };

async function change(
  actor: Actor,
  instanceId: string,
  { version }: ChangeInstance,
  next: (row: LockedRow) => Content,
): Promise<Changed> {
  assertPossible(instanceId);
  const changed = await inTransaction(async (tx) => {
    const { rows } = await tx.query<LockedRow>("select * from instance where instance_id = $1 for update", [
      instanceId,
    ]);
    const row = rows[0] ?? missing(instanceId);
    if (version !== undefined && version !== row.version) {
      throw new ConflictError(
        `${instanceId} was changed meanwhile: it is at version ${row.version}, and this change was made from version ${version}.`,
      );
    }
    const { status, triggerField, fields } = next(row);
    const recorded = await recordChange(tx, actor, "updated", {
      name: "update-instance",
      text: `update instance set status = $8, trigger_field = $9, fields = $10, version = version + 1, updated_at = now()
             where id = $7 returning instance_id, process_name`,
      values: [row.id, status, triggerField, JSON.stringify(fields)],
    });
    const { eventID } = recorded ?? missing(instanceId);
    return { version: row.version + 1, eventID };
  });
  return { success: true, instanceID: instanceId, ...changed };
}

function fieldsOf(mappings: Mapping[] = []): Field[] {
  return mappings.map(({ fieldname, text, value }) => ({ name: fieldname, text: text ?? value, value }));
}

function mergedFields(present: Field[], mappings: Mapping[]): Field[] {
  const merged = new Map(present.map((field) => [field.name, field]));
  for (const { fieldname, text, value } of mappings) {
    merged.set(fieldname, { name: fieldname, text: text ?? value, value });
  }
  if (merged.size > limits.fields) {
    const message = `The instance would have ${merged.size} fields; at most ${limits.fields} are allowed.`;
    throw new InvalidError([{ path: "FieldsMappings", message }]);
  }
  return [...merged.values()];
}

/** An id from an address may be anything; PostgreSQL must not be asked for what it cannot even hold. */
function assertPossible(instanceId: string): void {
  if (instanceId.length > 200 || /[\0\p{Surrogate}]/u.test(instanceId)) missing("of this id");
}

function missing(instanceId: string): never {
  throw new NotFoundError(`There is no process instance ${instanceId}.`);
}
