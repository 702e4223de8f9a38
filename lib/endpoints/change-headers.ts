import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { isSameHeader, maxRequestHeaders } from "@/lib/callback/request-headers";
import { config } from "@/lib/config";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction } from "@/lib/db/pool";
import { InvalidError } from "@/lib/errors";
import { headerOwner, type StoredHeader } from "./callback-endpoint";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { RequestHeaderChange } from "./header-schema";
import { sealSecret } from "./secret-box";
import type { RequestHeaderView } from "./view";

/** What is shown of headers: never their values. */
export const shownHeaders = (headers: readonly StoredHeader[] | null): RequestHeaderView[] =>
  (headers ?? []).map(({ name, changedAt }) => ({ name, changedAt }));

/**
 * Sets and removes headers that go with every callback to a URL. A value counts at once: when this returns, every dispatcher sends
 * it. Headers that are not named stay as they are; an empty value removes one. The audit says whose value was set, never what it is.
 * @throws ForbiddenError, NotFoundError, InvalidError for more headers than a URL may have
 */
export async function changeRequestHeaders(
  actor: Actor,
  endpointID: string,
  changes: readonly RequestHeaderChange[],
): Promise<RequestHeaderView[]> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ headers: StoredHeader[] | null; now: Date }>(
      "select request_headers as headers, clock_timestamp() as now from endpoint where id = $1 for no key update",
      [id],
    );
    const [row] = rows;
    if (!row) throw noEndpoint(endpointID);
    const before = row.headers ?? [];
    const after = changed(before, changes, (name, value) => ({
      name,
      sealed: sealSecret(value, headerOwner(id, name), config().appSecret).toString("base64"),
      changedAt: row.now.toISOString(),
    }));
    if (after.length > maxRequestHeaders) throw tooMany(after.length);
    // What removes a header that is not there.
    if (after.length === before.length && after.every((header) => before.includes(header)))
      return shownHeaders(before);
    await tx.query("update endpoint set request_headers = $2::jsonb where id = $1", [
      id,
      after.length === 0 ? null : JSON.stringify(after),
    ]);
    await recordAudit(tx, actor, {
      action: "endpoint.headers_changed",
      subject: endpointID,
      before: audited(before),
      after: audited(after),
    });
    await announceOnCommit(tx);
    return shownHeaders(after);
  });
}

/** Each in its place, new ones last. */
function changed(
  before: readonly StoredHeader[],
  changes: readonly RequestHeaderChange[],
  store: (name: string, value: string) => StoredHeader,
): StoredHeader[] {
  const headers = [...before];
  for (const { name, value } of changes) {
    const at = headers.findIndex((header) => isSameHeader(header.name, name));
    if (value !== "") headers.splice(at === -1 ? headers.length : at, 1, store(name, value));
    else if (at !== -1) headers.splice(at, 1);
  }
  return headers;
}

/** Names, and since when each has its value: who reads the history sees which was set, changed or removed. */
const audited = (headers: readonly StoredHeader[]) => ({
  requestHeaders: { headers: headers.map(({ name, changedAt }) => `${name}: value set ${changedAt}`) },
});

const tooMany = (count: number) =>
  new InvalidError([
    {
      path: "requestHeaders",
      message: `A URL can have ${maxRequestHeaders} headers of its own; these would be ${count}. Remove some first.`,
    },
  ]);
