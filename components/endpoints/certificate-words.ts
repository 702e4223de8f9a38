import type { ClientCertificateView } from "@/lib/endpoints/certificate-view";

/** What a certificate's time makes of the calls to its URL, as sentences; null where nothing has to be done. Pure. */
export function certificateWarning({ status, validTo }: ClientCertificateView): string | null {
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
