import { createHash, randomBytes } from "node:crypto";
import { migrate } from "@/lib/db/migrate";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import type { Database, Server } from "./server";
import { endpointCount } from "./settings";

export type CallboardDatabase = Database & {
  appSecret: string;
  /** Endpoints that answer. */
  healthy: number[];
  /** The last endpoint: one that answers too, unless the database was made with another URL for it. */
  last: number;
  /** Numbers for `count` events, never given before; the first of them. */
  numbers(count: number): number;
};

/**
 * Gives `use` a database of Callboard's with 50 active endpoints on the receiver.
 * @param root the checkout whose schema it has
 * @param lastUrl what the last of them is called at, when not where the others are
 */
export function withCallboardDatabase<T>(
  server: Server,
  receiverUrl: string,
  use: (database: CallboardDatabase) => Promise<T>,
  {
    path = "endpoint",
    lastUrl,
    root = ".",
  }: { path?: "endpoint" | "slow"; lastUrl?: string; root?: string } = {},
): Promise<T> {
  return server.withDatabase(async (database) => {
    await migrate(database.url, `${root}/prisma/migrations`);
    const appSecret = randomBytes(32).toString("hex");
    const ids: number[] = [];
    for (let n = 0; n < endpointCount; n += 1) {
      const isLast = n === endpointCount - 1;
      ids.push(await addEndpoint(database, (isLast && lastUrl) || `${receiverUrl}/${path}/${n}`, appSecret));
    }
    let next = 0;
    return use({
      ...database,
      appSecret,
      healthy: ids.slice(0, -1),
      last: ids.at(-1) ?? 0,
      numbers(count) {
        next += count;
        return next - count;
      },
    });
  });
}

async function addEndpoint({ pool }: Database, url: string, appSecret: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "insert into endpoint (url, url_hash) values ($1, $2) returning id",
    [url, createHash("sha256").update(url).digest("hex")],
  );
  const id = rows[0]?.id ?? 0;
  const secret = sealSecret(newSigningSecret(), id, appSecret);
  await pool.query("update endpoint set secret = $2 where id = $1", [id, secret]);
  return id;
}
