import { pool } from "@/lib/db/pool";
import { deliveryColumns } from "./columns";
import { type DeliveryRow, deliveryView } from "./view";

/** How many rows one statement reads, so that none holds the event loop for long. */
const maxAtOnce = 1_000;

type Kept = { version: string; json: string; changedIn: number };

/** The deliveries that somebody looks at, as the database had them in the last round. */
export type LiveViews = {
  /** Counts up with each round that found a change. */
  readonly round: number;
  /** Reads these deliveries, by their numbers, and forgets all others. */
  read: (ids: ReadonlySet<string>) => Promise<void>;
  /** Of these deliveries the views, as JSON, that changed after that round; -1: all. */
  changedSince: (ids: readonly string[], round: number) => string[];
};

/**
 * Keeps the views of deliveries for as long as somebody looks at them (docs/decisions/0045). What a finished delivery shows is
 * in its own row, so its view is read again only when the row has another version; that of an open one also tells of its
 * endpoint, a cancellation and earlier deliveries, and is read each time.
 */
export function createLiveViews(): LiveViews {
  let kept = new Map<string, Kept>();
  let round = 0;
  return {
    get round() {
      return round;
    },
    async read(ids) {
      const found = await readVersions([...ids]);
      const stale = found.filter(({ id, version, open }) => open || kept.get(id)?.version !== version);
      const views = await readViews(stale.map(({ id }) => id));
      const next = new Map<string, Kept>();
      for (const { id, version } of found) {
        const before = kept.get(id);
        const json = views.get(id) ?? before?.json;
        // Deleted between the two statements.
        if (json === undefined) continue;
        const isSame = before !== undefined && before.json === json;
        next.set(id, { version, json, changedIn: isSame ? before.changedIn : round + 1 });
      }
      if ([...next.values()].some(({ changedIn }) => changedIn > round)) round += 1;
      kept = next;
    },
    changedSince(ids, since) {
      return ids.flatMap((id) => {
        const one = kept.get(id);
        return one && one.changedIn > since ? [one.json] : [];
      });
    },
  };
}

type Version = { id: string; version: string; open: boolean };

/** Each update gives a row another `xmin`, the transaction that wrote it. */
async function readVersions(ids: string[]): Promise<Version[]> {
  const pages = await inPages(ids, (some) =>
    pool().query<Version>({
      name: "live-versions",
      text: "select id::text, xmin::text as version, done_at is null as open from delivery where id = any ($1::bigint[])",
      values: [some],
    }),
  );
  return pages.flatMap(({ rows }) => rows);
}

async function readViews(ids: string[]): Promise<Map<string, string>> {
  const pages = await inPages(ids, (some) =>
    pool().query<DeliveryRow>({
      name: "live-views",
      text: `select ${deliveryColumns} where delivery.id = any ($1::bigint[])`,
      values: [some],
    }),
  );
  return new Map(
    pages.flatMap(({ rows }) => rows.map((row) => [row.id, JSON.stringify(deliveryView(row))] as const)),
  );
}

async function inPages<T>(ids: string[], read: (some: string[]) => Promise<T>): Promise<T[]> {
  const pages: T[] = [];
  for (let from = 0; from < ids.length; from += maxAtOnce) {
    pages.push(await read(ids.slice(from, from + maxAtOnce)));
  }
  return pages;
}
