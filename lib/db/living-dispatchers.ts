import { dispatcherLifeLockClass } from "./locks";

/**
 * SQL of the dispatchers that live: the ids whose life lock some session of this database holds. A dispatcher that has just
 * started is among them before it has a row. A shared lock is held for a moment by who finds one dead (docs/decisions/0050).
 */
export const livingDispatchers = `(
  select objid::bigint as id from pg_locks
  where locktype = 'advisory' and classid = ${dispatcherLifeLockClass} and objsubid = 2 and granted and mode = 'ExclusiveLock'
    and database = (select oid from pg_database where datname = current_database())
)`;
