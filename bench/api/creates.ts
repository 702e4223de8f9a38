import { withCallboardDatabase } from "../callboard-database";
import { check } from "../check";
import { compare, contrast } from "../compare";
import type { Bench } from "../measure";
import { atLeast, count, type Finding } from "../report";
import type { Database } from "../server";
import { withCallboardWeb } from "./callboard-web";
import { together } from "./load";
import { body, connections, requests } from "./settings";
import { startWeb } from "./web-process";

const route = "/api/instances/create";

/** Requests a second: creating an instance with one URL enabled, against a route handler that makes one INSERT. No dispatcher runs. */
export async function creates(bench: Bench): Promise<Finding[]> {
  const pairs = await bench.server.withDatabase((bareDatabase) =>
    withCallboardDatabase(bench.server, bench.receiver.url, (database) =>
      withCallboardWeb(database, [database.last], async (callboard) => {
        await bareDatabase.pool.query("create table note (id bigserial primary key, body jsonb not null)");
        const bare = await startWeb("bench/bare-next", { DATABASE_URL: bareDatabase.url });
        const timed = async (title: string, db: Database, table: string, send: () => Promise<unknown>) => {
          await together(connections, Math.ceil(requests / 10), send);
          await bench.server.checkpoint();
          const before = await rowsIn(db, table);
          const seconds = await together(connections, requests, send);
          const rows = (await rowsIn(db, table)) - before;
          check(
            rows === requests,
            `${requests} requests to ${title} were answered, but ${rows} rows are there.`,
          );
          bench.progress(`${title}: ${count(requests / seconds)} requests/s`);
          return requests / seconds;
        };
        try {
          return await compare(
            () => timed("the bare handler", bareDatabase, "note", () => bare.post("/insert", body, 201)),
            () => timed("creating", database, "delivery", () => callboard.post(route, body, 201)),
          );
        } finally {
          await bare.stop();
        }
      }),
    ),
  );
  const { ratio, text } = contrast(pairs, (rate) => rate);
  return [
    {
      what: "creates/s against a bare handler's inserts/s",
      measured: text,
      target: atLeast(ratio, 0.5),
    },
  ];
}

async function rowsIn({ pool }: Database, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}
