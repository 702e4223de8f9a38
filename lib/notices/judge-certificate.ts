import { type CertificateFacts, certificateView, certificateWarning } from "@/lib/endpoints/certificate-view";
import type { NewNotice } from "./judge-changes";

/** Of which certificate people were told last, and whether that it had expired. */
export type NoticedCertificate = { fingerprint: string; expired: boolean };

export type EndpointCertificate = {
  endpointId: number;
  facts: CertificateFacts | null;
  noticed: NoticedCertificate | null;
  /** New events go to the URL. */
  isCalled: boolean;
  /** Who set or removed its certificate last. */
  changedBy: string | null;
};

/**
 * What people are told of an endpoint's client certificate: once that it expires soon, once that it has expired, and that another was
 * set, or none, after one of the two. A URL that gets no new events is no news, as on the pages. Pure.
 */
export function judgeCertificate(
  { endpointId, facts, noticed, isCalled, changedBy }: EndpointCertificate,
  nowMs: number,
): { notice: NewNotice | null; noticed: NoticedCertificate | null } {
  const certificate = certificateView(facts, nowMs);
  const isSame = noticed !== null && noticed.fingerprint === certificate?.fingerprint;
  const warning = certificate && certificateWarning(certificate);
  const notice = { endpointId, atMs: nowMs, by: null };
  if (certificate && warning && isCalled) {
    const expired = certificate.status === "expired";
    if (isSame && (noticed.expired || !expired)) return { notice: null, noticed };
    const kind = expired ? "certificate_expired" : "certificate_expires_soon";
    const { fingerprint } = certificate;
    return { notice: { ...notice, kind, reason: warning }, noticed: { fingerprint, expired } };
  }
  if (noticed === null || isSame) return { notice: null, noticed };
  const reason = certificate
    ? `Its client certificate is valid until ${certificate.validTo.slice(0, 10)}.`
    : "It is called without a client certificate.";
  const changed = { ...notice, kind: "certificate_changed" as const, reason, by: changedBy };
  return { notice: isCalled ? changed : null, noticed: null };
}
