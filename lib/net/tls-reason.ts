import type { PeerCertificate } from "node:tls";
import { parseIp } from "@/lib/address/ip-address";

type CertificateFacts = Pick<PeerCertificate, "valid_from" | "valid_to" | "subjectaltname">;

/**
 * Why there is no secure connection, as a clause that follows a colon. With the receiver's certificate it says since when
 * or for which names.
 * @param known.certificate the receiver's
 * @param known.host what was called: a name, or an address without brackets
 * @param known.sendsCertificate the call has a client certificate
 */
export function tlsReason(
  error: unknown,
  {
    certificate,
    host = "",
    sendsCertificate = false,
  }: { certificate?: CertificateFacts | undefined; host?: string; sendsCertificate?: boolean } = {},
): string {
  if (!(error instanceof Error)) return String(error);
  const { code = "", reason } = error as NodeJS.ErrnoException & { reason?: string };
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return dated(certificate?.valid_to, (date, past) =>
        past ? `its certificate expired on ${date}` : "a certificate in its chain has expired",
      );
    case "CERT_NOT_YET_VALID":
      return dated(certificate?.valid_from, (date, past) =>
        past
          ? "a certificate in its chain is not valid yet"
          : `its certificate is valid only from ${date} on`,
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      if (parseIp(host) && namesIn(certificate).includes(host))
        return `its certificate has the address ${host} as a DNS name, and must have that as an IP address`;
      return `its certificate is for another name${namesOf(certificate)}`;
    default:
      return (
        (sendsCertificate ? clientCertificateReasons[code] : undefined) ??
        reasons[code] ??
        reason ??
        error.message
      );
  }

  function dated(text: string | undefined, tell: (date: string, past: boolean) => string): string {
    const time = Date.parse(text ?? "");
    return Number.isNaN(time)
      ? (reasons[code] ?? "")
      : tell(new Date(time).toISOString().slice(0, 10), time < Date.now());
  }
}

/** The names a certificate is for, at most three; they are the receiver's words, so only what can be a name is shown. */
function namesOf(certificate: CertificateFacts | undefined): string {
  const names = namesIn(certificate);
  if (names.length === 0) return "";
  return ` (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""})`;
}

function namesIn(certificate: CertificateFacts | undefined): string[] {
  const names = (certificate?.subjectaltname ?? "").matchAll(/(?:^|, )DNS:([\w.:*-]{1,253})(?=,|$)/g);
  return [...names].map((match) => match[1] ?? "");
}

const noTls = "it does not speak TLS on this port";
const clientCertificate = "it asks for a client certificate, and none is set for this URL";
const refused =
  "it refused the TLS handshake; it may want a client certificate, and none is set for this URL";
const notTaken = "it did not take the client certificate";
const http2 = "it speaks HTTP/2 alone, and Callboard calls with HTTP/1.1";
const oldTls = "it speaks neither TLS 1.2 nor 1.3";

const reasons: Record<string, string> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate chain ends in a self-signed certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate's issuer is not trusted, or an intermediate certificate is missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate's issuer is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate's issuer is not trusted",
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_HTTP_REQUEST: noTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: refused,
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE": refused,
  INVALID_PURPOSE: "its certificate is not for servers: its usage must permit server authentication",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: http2,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: "it does not know this name",
  ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME: "it does not know this name",
  ECONNRESET: "it closed the connection during the TLS handshake",
  EPIPE: "it closed the connection during the TLS handshake",
};

/** Alerts about the client certificate that was sent (RFC 8446, 6.2). */
const clientCertificateReasons: Record<string, string> = {
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: notTaken,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: notTaken,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: notTaken,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: `${notTaken}: access is denied`,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: `${notTaken}: it does not know its issuer, or an intermediate certificate is missing`,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: `${notTaken}: it has expired`,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: `${notTaken}: it was revoked`,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: `${notTaken}: it is of a kind or for a use that is not taken`,
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: `${notTaken}: its signature could not be verified`,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    "it refused the TLS handshake, and may not take the client certificate",
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE":
    "it refused the TLS handshake, and may not take the client certificate",
};
