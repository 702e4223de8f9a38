import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction, type Tx, transactionOrPool } from "@/lib/db/pool";
import { ConflictError } from "@/lib/errors";
import { type Change, recordChange } from "@/lib/events/record";
import { fieldsOf } from "./fields-of";
import { assertPossible, missing } from "./possible-id";
import type { ChangeInstance } from "./schema";
import { assertFits, type Sizes, sizesColumn, sizesOf } from "./size";

export type Changed = { success: true; instanceID: string; version: number; eventID: string };
type Deleted = { success: true; instanceID: string; eventID: string };

/**
 * Replaces status, trigger field and all fields: what the body leaves out is emptied.
 * @throws NotFoundError, ConflictError when `version` is stale, InvalidError when the fields hold too much
 */
export async function replaceInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  const fields = fieldsOf(input.FieldsMappings);
  return change(actor, instanceId, input, () => sizesOf(fields), {
    name: "replace-instance",
    set: "status = $6, trigger_field = $7, fields = $8",
    values: [input.Status ?? "", input.TriggerField ?? null, JSON.stringify(fields)],
  });
}

/**
 * Changes what the body names and keeps the rest, other fields included; those are not read for it.
 * @throws NotFoundError, ConflictError when `version` is stale, InvalidError when there would be too many fields, or they held too much
 */
export async function mergeInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  const fields = fieldsOf(input.FieldsMappings);
  const set = "status = coalesce($6, status), trigger_field = coalesce($7, trigger_field)";
  const values = [input.Status ?? null, input.TriggerField ?? null];
  return change(
    actor,
    instanceId,
    input,
    (present) => new Map([...present, ...sizesOf(fields)]),
    fields.length === 0
      ? { name: "merge-instance", set, values }
      : {
          name: "merge-instance-fields",
          set: `${set}, fields = ${mergedFields}`,
          values: [...values, JSON.stringify(fields)],
        },
  );
}

/** The fields that are stored, in their order, with those of $8 in the place of the ones they replace or at the end. */
const mergedFields = `(
  select jsonb_agg(coalesce(given.field, kept.field) order by kept.place, given.place)
  from jsonb_array_elements(fields) with ordinality as kept (field, place)
  full join jsonb_array_elements($8::jsonb) with ordinality as given (field, place)
    on given.field ->> 'name' = kept.field ->> 'name')`;

/**
 * Replaces status and all fields, as the form shows them; the trigger field, which it does not show, stays.
 * @throws NotFoundError, ConflictError when `version` is stale, InvalidError when the fields hold too much
 */
export async function editInstance(
  actor: Actor,
  instanceId: string,
  input: ChangeInstance,
): Promise<Changed> {
  assertCan(actor, "instances:write");
  const fields = fieldsOf(input.FieldsMappings);
  return change(actor, instanceId, input, () => sizesOf(fields), {
    name: "edit-instance",
    set: "status = $6, fields = $7",
    values: [input.Status ?? "", JSON.stringify(fields)],
  });
}

/** @throws NotFoundError */
export async function deleteInstance(actor: Actor, instanceId: string): Promise<Deleted> {
  assertCan(actor, "instances:write");
  assertPossible(instanceId);
  const recorded = await recordChange(transactionOrPool(), actor, "deleted", {
    name: "delete-instance",
    text: "delete from instance where instance_id = $5 returning instance_id, process_name",
    values: [instanceId],
  });
  const { eventID } = recorded ?? missing(instanceId);
  return { success: true, instanceID: instanceId, eventID };
}

/** Columns to set; their values are the parameters from $6 on. */
type Setting = { name: string; set: string; values: unknown[] };
type LockedRow = { id: string; version: number; sizes: [name: string, bytes: number][] };

/** @param next what the fields take after the change, given what they take now */
async function change(
  actor: Actor,
  instanceId: string,
  { version }: ChangeInstance,
  next: (present: Sizes) => Sizes,
  { name, set, values }: Setting,
): Promise<Changed> {
  assertPossible(instanceId);
  const changed = await inTransaction(async (tx) => {
    const row = await locked(tx, instanceId);
    if (version !== undefined && version !== row.version) {
      throw new ConflictError(
        `${instanceId} was changed meanwhile: it is at version ${row.version}, and this change was made from version ${version}.`,
      );
    }
    const present: Sizes = new Map(row.sizes);
    assertFits(next(present), present);
    const update: Change = {
      name,
      text: `update instance set ${set}, version = version + 1, updated_at = now()
             where id = $5 returning instance_id, process_name`,
      values: [row.id, ...values],
    };
    const { eventID } = (await recordChange(tx, actor, "updated", update)) ?? missing(instanceId);
    return { version: row.version + 1, eventID };
  });
  return { success: true, instanceID: instanceId, ...changed };
}

async function locked(tx: Tx, instanceId: string): Promise<LockedRow> {
  const { rows } = await tx.query<LockedRow>(
    `select id, version, ${sizesColumn} from instance where instance_id = $1 for update`,
    [instanceId],
  );
  return rows[0] ?? missing(instanceId);
}
