import { Fragment } from "react";
import { Fact } from "@/components/ui/fact";
import { LocalTime } from "@/components/ui/local-time";
import { Pill, type Tone } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { CertificateStatus, ClientCertificateView } from "@/lib/endpoints/certificate-view";

const statuses: Record<CertificateStatus, [word: string, tone: Tone]> = {
  valid: ["Valid", "ok"],
  not_yet_valid: ["Not valid yet", "warn"],
  expires_soon: ["Expires soon", "warn"],
  expired: ["Expired", "bad"],
};

/** What is shown of a client certificate: whose it is, who issued it, until when it is valid, its fingerprint. */
export function CertificateFacts({ certificate }: { certificate: ClientCertificateView }) {
  const { status, subject, issuer, validTo, fingerprint, changedAt } = certificate;
  const [word, tone] = statuses[status];
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <Fact name="Subject">{visibleText(subject)}</Fact>
      <Fact name="Issuer">{visibleText(issuer)}</Fact>
      <Fact name="Valid until">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <LocalTime at={validTo} to="minute" />
          <Pill tone={tone}>{word}</Pill>
        </span>
      </Fact>
      <Fact name="SHA-256 fingerprint">
        <code className="text-[11.5px]">
          {fingerprint.split(":").map((byte, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bytes never change their places
            <Fragment key={index}>
              {index > 0 && ":"}
              <wbr />
              {byte}
            </Fragment>
          ))}
        </code>
      </Fact>
      <Fact name="Set">
        <RelativeTime at={changedAt} />
      </Fact>
    </dl>
  );
}
