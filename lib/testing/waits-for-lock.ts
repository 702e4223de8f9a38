import type pg from "pg";
import { expect } from "vitest";
import { database } from "./delivery-rows";

/** To be compared with 1: how many sessions hold a lock that this connection waits for; asked until it is so. */
export const waitsForLock = (client: pg.PoolClient) =>
  expect.poll(
    async () => {
      const { processID } = client as pg.PoolClient & { processID: number };
      const { rows } = await database().query("select pg_blocking_pids($1) as by", [processID]);
      return rows[0].by.length;
    },
    { timeout: 60_000 },
  );
