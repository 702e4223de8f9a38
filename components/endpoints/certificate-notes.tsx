import Link from "next/link";
import { Note } from "@/components/ui/note";
import { visibleText } from "@/components/ui/visible-text";
import { endpointTitle } from "@/lib/endpoint-title";
import { certificateWarning } from "@/lib/endpoints/certificate-view";
import type { EndpointStats } from "@/lib/endpoints/view";

/** The URLs that get callbacks with a client certificate that has expired or soon will, each with what to do. */
export function CertificateNotes({ endpoints }: { endpoints: readonly EndpointStats[] }) {
  return endpoints.map((endpoint) => {
    const { endpointID, clientCertificate, eventTypes } = endpoint;
    const warning = clientCertificate && certificateWarning(clientCertificate);
    if (!warning || eventTypes.length === 0) return null;
    return (
      <Note key={endpointID} tone={clientCertificate.status === "expired" ? "bad" : "warn"} announced={false}>
        <Link
          href={`/administration/developer/endpoints/${endpointID}`}
          prefetch={false}
          className="font-medium break-all underline"
        >
          {visibleText(endpointTitle(endpoint).title)}
        </Link>
        : {warning}
      </Note>
    );
  });
}
