import { NotFoundError, quoted } from "@/lib/errors";

/** An id from an address may be anything; PostgreSQL must not be asked for what it cannot even hold. @throws NotFoundError */
export function assertPossible(instanceId: string): void {
  if (instanceId.length > 200 || /[\0\p{Surrogate}]/u.test(instanceId)) missing("of this id");
}

export function missing(instanceId: string): never {
  throw new NotFoundError(`There is no process instance ${quoted(instanceId)}.`);
}
