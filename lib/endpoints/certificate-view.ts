/** What is shown of a URL's client certificate; the key is shown to nobody (docs/decisions/0062). Pure. */

/** As it is stored; times are RFC 3339 UTC. */
export type CertificateFacts = {
  /** As RFC 4514 writes names, nearly: `CN=callboard, O=Example`. */
  subject: string;
  issuer: string;
  validFrom: string;
  validTo: string;
  /** SHA-256 of the certificate, hex with colons. */
  fingerprint: string;
  changedAt: string;
};

export const certificateStatuses = ["valid", "not_yet_valid", "expires_soon", "expired"] as const;
export type CertificateStatus = (typeof certificateStatuses)[number];
export type ClientCertificateView = CertificateFacts & { status: CertificateStatus };

/** So many days before its end a certificate is called one that expires soon. */
export const expiresSoonDays = 14;

export function certificateView(facts: CertificateFacts | null, nowMs: number): ClientCertificateView | null {
  if (facts === null) return null;
  const { subject, issuer, validFrom, validTo, fingerprint, changedAt } = facts;
  const status = statusOf(facts, nowMs);
  return { status, subject, issuer, validFrom, validTo, fingerprint, changedAt };
}

function statusOf({ validFrom, validTo }: CertificateFacts, nowMs: number): CertificateStatus {
  const leftMs = Date.parse(validTo) - nowMs;
  if (leftMs <= 0) return "expired";
  if (Date.parse(validFrom) > nowMs) return "not_yet_valid";
  return leftMs <= expiresSoonDays * 86_400_000 ? "expires_soon" : "valid";
}

/** What a certificate's time makes of the calls to its URL, as sentences; null where nothing has to be done. */
export function certificateWarning({
  status,
  validTo,
}: Pick<ClientCertificateView, "status" | "validTo">): string | null {
  const day = validTo.slice(0, 10);
  switch (status) {
    case "expired":
      return `Its client certificate expired on ${day}. A service that checks it refuses every call. Set a new one.`;
    case "expires_soon":
      return `Its client certificate expires on ${day}. From then on a service that checks it refuses every call. Set a new one.`;
    case "valid":
    case "not_yet_valid":
      return null;
    default:
      return status satisfies never;
  }
}
