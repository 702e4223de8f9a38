import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { announceOnCommit } from "@/lib/db/announce-settings";
import { inTransaction } from "@/lib/db/pool";
import { InvalidError } from "@/lib/errors";
import type { ClientCertificate } from "@/lib/net/client-certificate";
import { certificateOwner } from "./callback-endpoint";
import { type CertificateFacts, type ClientCertificateView, certificateView } from "./certificate-view";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import { readClientCertificate } from "./read-certificate";
import { sealSecret } from "./secret-box";

/**
 * Sets the client certificate of calls to a URL, or removes it. It counts at once: when this returns, every dispatcher opens new
 * connections with it, and none that was opened without it, or with the one before, is used again. The audit has what is shown of it.
 * @param path where the caller's input has it, for errors
 * @throws ForbiddenError, NotFoundError, InvalidError for what is no certificate with its key, or a URL without TLS
 */
export async function changeClientCertificate(
  actor: Actor,
  endpointID: string,
  given: ClientCertificate | null,
  path = "",
): Promise<ClientCertificateView | null> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  const nowMs = Date.now();
  const read = given && readClientCertificate(given, nowMs);
  if (read && !read.ok)
    throw new InvalidError(
      read.errors.map((error) => ({ ...error, path: [path, error.path].filter(Boolean).join(".") })),
    );
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ url: string; before: CertificateFacts | null }>(
      "select url, client_certificate_facts as before from endpoint where id = $1 for no key update",
      [id],
    );
    const [row] = rows;
    if (!row) throw noEndpoint(endpointID);
    if (read && !/^https:/i.test(row.url))
      throw new InvalidError([
        { path: path || "certificate", message: "Only a URL that begins with https:// can have one." },
      ]);
    if (!read && !row.before) return null;
    const after = read && { ...read.facts, changedAt: new Date(nowMs).toISOString() };
    const sealed =
      read && sealSecret(JSON.stringify(read.clientCertificate), certificateOwner(id), config().appSecret);
    await tx.query(
      "update endpoint set client_certificate = $2, client_certificate_facts = $3::jsonb where id = $1",
      [id, sealed, after && JSON.stringify(after)],
    );
    await recordAudit(tx, actor, {
      action: after ? "endpoint.certificate_set" : "endpoint.certificate_removed",
      subject: endpointID,
      before: row.before ? { clientCertificate: row.before } : {},
      after: after ? { clientCertificate: after } : {},
    });
    await announceOnCommit(tx);
    return certificateView(after, nowMs);
  });
}
