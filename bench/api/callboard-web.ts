import { createHash } from "node:crypto";
import type pg from "pg";
import type { CallboardDatabase } from "../callboard-database";
import { memoryEnvOf, webFlagsOf } from "../release-flags";
import { startWeb, type Web } from "./web-process";

const tokenId = "benchmark0";
const secret = "b".repeat(43);

/**
 * Runs `use` with Callboard's web app as `npm start` runs it, and with callbacks of new instances going to these endpoints.
 * @param root the checkout it is of
 */
export async function withCallboardWeb<T>(
  database: CallboardDatabase,
  endpointIds: number[],
  use: (web: Web) => Promise<T>,
  root = ".",
): Promise<T> {
  await subscribe(database.pool, endpointIds);
  await addToken(database.pool);
  const web = await startWeb(
    ".",
    {
      ...(await memoryEnvOf(root)),
      DATABASE_URL: database.url,
      APP_SECRET: database.appSecret,
      CALLBACK_ALLOW: "127.0.0.1/32",
      LOG_LEVEL: "info",
    },
    { authorization: `Bearer cbt_${tokenId}_${secret}` },
    await webFlagsOf(root),
    root,
  );
  try {
    return await use(web);
  } finally {
    await web.stop();
  }
}

async function subscribe(pool: pg.Pool, endpointIds: number[]): Promise<void> {
  await pool.query("delete from subscription");
  await pool.query(
    `insert into subscription (event_type, endpoint_id, position)
     select 'created', id, place from unnest($1::int[]) with ordinality as url (id, place)`,
    [endpointIds],
  );
  await pool.query("update event_switch set enabled = event_type = 'created'");
}

/** A Developer's token, kept as Callboard keeps it. */
async function addToken(pool: pg.Pool): Promise<void> {
  await pool.query(
    `with owner as (
       insert into user_account (email, name, role) values ('bench@example.com', 'Bench', 'developer') returning id
     )
     insert into api_token (id, name, owner_id, secret_hash, scopes, expires_at)
     select $1, 'bench', id, $2, '{read,write}', now() + interval '1 day' from owner`,
    [tokenId, createHash("sha256").update(secret).digest()],
  );
}
