import { NotFoundError, quoted } from "@/lib/errors";

/** Refuses ids that PostgreSQL cannot hold: an id from a URL may be any text. @throws NotFoundError */
export function assertPossible(instanceId: string): void {
  if (instanceId.length > 200 || /[\0\p{Surrogate}]/u.test(instanceId)) missing("of this id");
}

export function missing(instanceId: string): never {
  throw new NotFoundError(`There is no process instance ${quoted(instanceId)}.`);
}
