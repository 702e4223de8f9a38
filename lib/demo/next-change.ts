import { processes, type SampleProcess } from "./processes";

type Mapping = { fieldname: string; value: string };
/** What is known of an instance that there is. */
export type Living = { instanceID: string; processName: string; status: string };
export type Change =
  | { kind: "create"; processName: string; Status: string; FieldsMappings: Mapping[] }
  | { kind: "update"; instanceID: string; Status: string }
  | { kind: "delete"; instanceID: string };

/** Below this an instance is created. */
const minInstances = 6;
/** About as many as are deleted: of those that are there, one in three is in its last status. */
const shareCreated = 0.25;

/**
 * What happens next: an instance is created, goes on to its process's next status, or is deleted after the last one.
 * @param random numbers in [0, 1)
 */
export function nextChange(living: readonly Living[], random: () => number): Change {
  if (living.length < minInstances || random() < shareCreated) {
    return creation(pick(processes, random), random);
  }
  const one = pick(living, random);
  const statuses = processes.find(({ name }) => name === one.processName)?.statuses ?? [];
  const Status = statuses[statuses.indexOf(one.status) + 1];
  const { instanceID } = one;
  return Status ? { kind: "update", instanceID, Status } : { kind: "delete", instanceID };
}

/** A new instance of this process, in its first status. */
export function creation({ name, statuses, fields }: SampleProcess, random: () => number): Change {
  const FieldsMappings = Object.entries(fields).map(([fieldname, values]) => ({
    fieldname,
    value: pick(values, random),
  }));
  return { kind: "create", processName: name, Status: statuses[0] ?? "", FieldsMappings };
}

function pick<T>(from: readonly T[], random: () => number): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error("There is nothing to pick from.");
  return picked;
}
