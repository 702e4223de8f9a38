import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import tls from "node:tls";
import type { InputError } from "@/lib/errors";
import type { ClientCertificate } from "@/lib/net/client-certificate";
import { maxCertificateLength } from "./certificate-schema";
import type { CertificateFacts } from "./certificate-view";

type Read =
  | { ok: true; clientCertificate: ClientCertificate; facts: Omit<CertificateFacts, "changedAt"> }
  | { ok: false; errors: InputError[] };

/**
 * Reads what was typed as a client certificate and its key: PEM (RFC 7468), the key in any form that Node reads. Whatever stands
 * around the PEM is left out. Refuses what no service could take: a key of another certificate, one whose time is over.
 */
export function readClientCertificate({ certificate, key }: ClientCertificate, nowMs: number): Read {
  if (certificate.length + key.length > maxCertificateLength)
    return refused(
      "certificate",
      `Certificate and key have ${(certificate.length + key.length).toLocaleString("en-US")} characters together; the limit is ${maxCertificateLength.toLocaleString("en-US")}.`,
    );
  const chain = readChain(certificate);
  const read = readKey(key);
  const errors = [chain, read].flatMap((one) => (one.ok ? [] : one.errors));
  if (!chain.ok || !read.ok) return { ok: false, errors };
  const problem = pairProblem(chain.certificates, read.key, nowMs);
  if (problem) return problem;
  const pem = { certificate: chain.pem, key: read.pem };
  try {
    tls.createSecureContext({ cert: pem.certificate, key: pem.key });
  } catch (error) {
    const why = (error as { reason?: string }).reason ?? "unknown reason";
    return refused("certificate", `OpenSSL does not take this certificate and key: ${why}.`);
  }
  return { ok: true, clientCertificate: pem, facts: factsOf(chain.first) };
}

const refused = (path: "certificate" | "key", message: string) => ({
  ok: false as const,
  errors: [{ path, message }],
});

const blockOf = (label: string) =>
  new RegExp(`-----BEGIN (${label})-----[A-Za-z0-9+/=\\s]*?-----END \\1-----`, "g");

function readChain(text: string) {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text))
    return refused("certificate", "This holds a private key. Put it into the field for the key alone.");
  const blocks = [...text.matchAll(blockOf("CERTIFICATE"))].map(([block]) => block);
  if (blocks.length === 0)
    return refused(
      "certificate",
      "This holds no certificate in PEM: a text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
    );
  const certificates: X509Certificate[] = [];
  for (const block of blocks) {
    try {
      certificates.push(new X509Certificate(block));
    } catch {
      return refused("certificate", `Certificate ${certificates.length + 1} cannot be read: it is damaged.`);
    }
  }
  const [first] = certificates;
  if (!first) throw new Error("A block of PEM became no certificate.");
  return { ok: true as const, certificates, first, pem: `${blocks.join("\n")}\n` };
}

function readKey(text: string) {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text))
    return refused(
      "key",
      "The key is encrypted, and Callboard has nobody to ask for its password. Decrypt it: openssl pkey -in key.pem -out plain.pem.",
    );
  const blocks = [...text.matchAll(blockOf("(?:RSA |EC )?PRIVATE KEY"))].map(([block]) => block);
  const [pem] = blocks;
  if (pem === undefined)
    return refused(
      "key",
      "This holds no private key in PEM: a text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.",
    );
  if (blocks.length > 1)
    return refused("key", "This holds several private keys. Keep the certificate's own.");
  try {
    return { ok: true as const, key: createPrivateKey(pem), pem: `${pem}\n` };
  } catch {
    return refused("key", "The key cannot be read: it is damaged, or of a kind that is not known.");
  }
}

/** What is wrong with the two together, or with the certificate's time. */
function pairProblem(certificates: readonly X509Certificate[], key: KeyObject, nowMs: number) {
  const own = certificates.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (own === -1) return refused("key", "The key belongs to another certificate.");
  if (own > 0)
    return refused("certificate", `The key belongs to certificate ${own + 1}. Put that one first.`);
  for (const [index, { validFrom, validTo }] of certificates.entries()) {
    const which = certificates.length === 1 ? "The certificate" : `Certificate ${index + 1}`;
    const day = (time: string) => isoTime(time).slice(0, 10);
    if (Date.parse(validTo) <= nowMs) return refused("certificate", `${which} expired on ${day(validTo)}.`);
    if (Date.parse(validFrom) > nowMs)
      return refused("certificate", `${which} is valid only from ${day(validFrom)} on.`);
  }
  return null;
}

function factsOf({ subject, issuer, validFrom, validTo, fingerprint256 }: X509Certificate) {
  return {
    subject: nameText(subject),
    issuer: nameText(issuer),
    validFrom: isoTime(validFrom),
    validTo: isoTime(validTo),
    fingerprint: fingerprint256,
  };
}

const maxNameLength = 300;
/** Node writes a part a line. A certificate without a subject has none. */
const nameText = (name: string | undefined) =>
  (name ?? "").split("\n").filter(Boolean).join(", ").slice(0, maxNameLength) || "(no name)";

const isoTime = (time: string) => new Date(time).toISOString();
