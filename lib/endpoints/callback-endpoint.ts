import type { CallbackEndpoint } from "@/lib/callback/build-request";
import type { RequestHeader } from "@/lib/callback/request-headers";
import type { ClientCertificate } from "@/lib/net/client-certificate";
import type { SecretOwner } from "./secret-box";

/** What of an endpoint's row its requests are built from and signed with; the dispatcher and the tests read the same. */
export const callbackColumns = `endpoint.url, endpoint.request_headers as "requestHeaders", endpoint.client_certificate as "clientCertificate", endpoint.secret,
  case when endpoint.previous_secret_until > now() then endpoint.previous_secret end as "previousSecret"`;

/** A header as it is stored. @property sealed base64 */
export type StoredHeader = { name: string; sealed: string; changedAt: string };

/** The previous secret only while it is valid, by the database's clock. */
type SealedSecrets = { secret: Buffer | null; previousSecret: Buffer | null };
export type CallbackRow = SealedSecrets & {
  url: string;
  requestHeaders: StoredHeader[] | null;
  clientCertificate: Buffer | null;
};

/** Which secret of an endpoint another APP_SECRET sealed. */
export type Unreadable = { what: "signing_secret" | "client_certificate" } | { what: "header"; name: string };

/** All that a call needs, or why there can be none; `secrets` has the present one first. */
export type OpenedEndpoint =
  | {
      ok: true;
      endpoint: CallbackEndpoint;
      secrets: string[];
      clientCertificate: ClientCertificate | null;
    }
  | { ok: false; unreadable: Unreadable };

/** Who sealed a header's value: another endpoint's, or another header's, does not open. */
export const headerOwner = (endpointId: number, name: string): SecretOwner => ({
  endpointId,
  part: `header:${name.toLowerCase()}`,
});

export const certificateOwner = (endpointId: number): SecretOwner => ({
  endpointId,
  part: "client-certificate",
});

const none: readonly RequestHeader[] = [];

/**
 * An endpoint with its secrets opened, by the rule that one which cannot be opened holds all calls to it (docs/decisions/0053). A
 * previous signing secret that cannot be opened is left out.
 * @param open null for what cannot be opened
 */
export function openEndpoint(
  id: number,
  row: CallbackRow,
  open: (sealed: Buffer, owner: SecretOwner) => string | null,
): OpenedEndpoint {
  const { url, requestHeaders, secret, previousSecret } = row;
  const current = secret && open(secret, id);
  if (!current) return { ok: false, unreadable: { what: "signing_secret" } };
  const previous = previousSecret && open(previousSecret, id);
  const secrets = previous ? [current, previous] : [current];
  const opened: RequestHeader[] = [];
  for (const { name, sealed } of requestHeaders ?? []) {
    const value = open(Buffer.from(sealed, "base64"), headerOwner(id, name));
    if (value === null) return { ok: false, unreadable: { what: "header", name } };
    opened.push([name, value]);
  }
  const certificate = row.clientCertificate && open(row.clientCertificate, certificateOwner(id));
  if (certificate === null && row.clientCertificate !== null)
    return { ok: false, unreadable: { what: "client_certificate" } };
  return {
    ok: true,
    endpoint: { url, requestHeaders: opened.length === 0 ? none : opened },
    secrets,
    clientCertificate: certificate === null ? null : (JSON.parse(certificate) as ClientCertificate),
  };
}
