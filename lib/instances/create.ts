import { type Actor, assertCan } from "@/lib/auth/actor";
import { gather } from "@/lib/db/gather";
import { isInTransaction, pool, type Queryable, transactionOrPool } from "@/lib/db/pool";
import { recordEvents } from "@/lib/events/record";
import type { Changed } from "./change";
import { fieldsOf } from "./fields-of";
import { nextInstanceId, nextInstanceIds } from "./number";
import type { CreateInstance } from "./schema";
import { assertFits, sizesOf } from "./size";

type NewInstance = {
  actorName: string;
  processName: string;
  status: string;
  triggerField: string | null;
  /** JSON. */
  fields: string;
};
type NumberedInstance = NewInstance & { instanceId: string };
type Created = { instanceID: string; eventID: string };

/** One that holds more is created by itself: nobody's answer waits for it. */
const maxGatheredLength = 16 * 1024;

/** Creates an instance with the next number of its process. @throws ForbiddenError, InvalidError when its fields hold too much */
export async function createInstance(actor: Actor, input: CreateInstance): Promise<Changed> {
  assertCan(actor, "instances:write");
  const fields = fieldsOf(input.FieldsMappings);
  assertFits(sizesOf(fields));
  const instance: NewInstance = {
    actorName: actor.name,
    processName: input.processName,
    status: input.Status ?? "",
    triggerField: input.TriggerField ?? null,
    fields: JSON.stringify(fields),
  };
  const isGathered = !isInTransaction() && instance.fields.length <= maxGatheredLength;
  const created = await (isGathered ? createGathered(instance) : createAlone(instance));
  return { success: true, version: 1, ...created };
}

/** Its number is taken while those before it are written. */
async function createGathered(instance: NewInstance): Promise<Created> {
  return createNumbered({ ...instance, instanceId: await nextInstanceId(instance.processName) });
}

const createNumbered = gather<NumberedInstance, Created>({
  keyOf: ({ actorName }) => actorName,
  together: (instances) => create(pool(), instances),
});

async function createAlone(instance: NewInstance): Promise<Created> {
  const [instanceId = ""] = await nextInstanceIds([instance.processName]);
  const [created] = await create(transactionOrPool(), [{ ...instance, instanceId }]);
  if (!created) throw new Error(`No instance of ${instance.processName} was created.`);
  return created;
}

/** All are of one actor. */
async function create(db: Queryable, instances: NumberedInstance[]): Promise<Created[]> {
  const events = instances.map(({ instanceId, processName }) => {
    return { eventType: "created", instanceId, processName } as const;
  });
  const recorded = await recordEvents(db, { name: instances[0]?.actorName ?? "" }, events, {
    change: {
      name: "create-instances",
      text: `insert into instance (instance_id, process_name, status, trigger_field, fields)
             select instance_id, process_name, status, trigger_field, fields::jsonb
             from unnest($3::text[], $4::text[], $8::text[], $9::text[], $10::text[])
               as given (instance_id, process_name, status, trigger_field, fields)
             returning 1`,
      values: [
        instances.map(({ status }) => status),
        instances.map(({ triggerField }) => triggerField),
        instances.map(({ fields }) => fields),
      ],
    },
  });
  return recorded.map(({ eventID }, index) => ({ instanceID: instances[index]?.instanceId ?? "", eventID }));
}
