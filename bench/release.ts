import { withCallboardWeb } from "./api/callboard-web";
import type { Web } from "./api/web-process";
import { type CallboardDatabase, withCallboardDatabase } from "./callboard-database";
import { type DispatcherProcess, startDispatcher } from "./dispatcher-process";
import type { Bench } from "./measure";

export type Release = { root: string; database: CallboardDatabase; web: Web; dispatcher: DispatcherProcess };

/**
 * Runs `use` with Callboard as `npm start` runs it, with one dispatcher, on a database of its own with 50 endpoints.
 * @param root the checkout it is of
 */
export function withRelease<T>(
  bench: Bench,
  root: string,
  use: (release: Release) => Promise<T>,
): Promise<T> {
  return withCallboardDatabase(
    bench.server,
    bench.receiver.url,
    (database) =>
      withCallboardWeb(
        database,
        [database.last],
        async (web) => {
          const dispatcher = await startDispatcher(database, root);
          try {
            return await use({ root, database, web, dispatcher });
          } finally {
            await dispatcher.end("SIGTERM");
          }
        },
        root,
      ),
    { root },
  );
}
