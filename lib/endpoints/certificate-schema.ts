import { z } from "zod";
import { certificateStatuses, expiresSoonDays } from "@/lib/endpoints/certificate-view";

/** Characters of certificate and key together. */
export const maxCertificateLength = 65_536;

const pem = (description: string) =>
  z
    .string({ error: "must be a text" })
    .max(maxCertificateLength, {
      error: `Certificate and key must have at most ${maxCertificateLength.toLocaleString("en-US")} characters together.`,
    })
    .meta({ description });

/** What is typed; whether the two are a certificate and its key is judged where they are read. */
const certificateShape = {
  certificate: pem(
    "PEM: the certificate, then those of its chain that the service needs, such as intermediate ones.",
  ),
  key: pem(
    "PEM: the certificate's private key, not encrypted (PKCS #8, PKCS #1 or SEC 1). No answer holds it.",
  ),
};

export const clientCertificateSchema = z
  .strictObject(certificateShape)
  .nullable()
  .meta({
    description: `The client certificate of calls to an https:// URL. Certificate and key have at most ${maxCertificateLength} characters together. Null removes it.`,
  });

export const setCertificateInput = z.strictObject({ endpointID: z.string(), ...certificateShape });
export type SetCertificateInput = z.output<typeof setCertificateInput>;

const time = z.iso.datetime({ offset: false });

/** As the API shows it. */
export const clientCertificateAnswer = z
  .strictObject({
    status: z.enum(certificateStatuses).meta({
      description: `expires_soon: within ${expiresSoonDays} days. Calls are made all the same; the service judges it.`,
    }),
    subject: z.string(),
    issuer: z.string(),
    validFrom: time,
    validTo: time,
    fingerprint: z.string().meta({ description: "SHA-256 of the certificate, hex with colons." }),
    changedAt: time.meta({ description: "When it was set. RFC 3339, in UTC." }),
  })
  .meta({ id: "ClientCertificate" })
  .nullable()
  .meta({
    description: "The client certificate that calls to the URL have; null: none. Nobody is shown its key.",
  });
