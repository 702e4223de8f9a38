import { config } from "@/lib/config";
import type { Queryable } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import { sealSecret } from "./secret-box";
import { newSigningSecret } from "./signing-secret";

/** An endpoint that is about to be inserted, with an id of its own already, since its signing secret is sealed for that id. */
export type NewEndpoint = { id: number; url: string; urlHash: string; secret: Buffer };

/**
 * Endpoints for those of these URLs that have none, each with an id and a signing secret, in one statement. Nothing is
 * inserted here: that is the save's, under its lock, and the sealing need not be.
 */
export async function newEndpoints(db: Queryable, urls: readonly string[]): Promise<NewEndpoint[]> {
  const urlOf = new Map(urls.map((url) => [urlHashOf(url), url]));
  const { rows } = await db.query<{ id: number; urlHash: string }>(
    `select nextval(pg_get_serial_sequence('endpoint', 'id'))::int as id, given.url_hash as "urlHash"
     from unnest($1::text[]) as given (url_hash)
     where not exists (select from endpoint where endpoint.url_hash = given.url_hash)`,
    [[...urlOf.keys()]],
  );
  return rows.flatMap(({ id, urlHash }) => {
    const url = urlOf.get(urlHash);
    if (url === undefined) return [];
    return [{ id, url, urlHash, secret: sealSecret(newSigningSecret(), id, config().appSecret) }];
  });
}
