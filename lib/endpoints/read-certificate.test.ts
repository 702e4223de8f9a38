import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { certificateFile } from "@/lib/testing/certificate-file";
import { certificateView } from "./certificate-view";
import { readClientCertificate } from "./read-certificate";

const nowMs = Date.parse("2026-12-01T00:00:00Z");
const read = (certificate: string, key: string, atMs = nowMs) =>
  readClientCertificate({ certificate, key }, atMs);
const [ec, ecKey] = [certificateFile("client-ec.crt"), certificateFile("client-ec.key")];
const [rsa, rsaKey] = [certificateFile("client-rsa.crt"), certificateFile("client-rsa.key")];
const exported = (key: string, type: "pkcs1" | "pkcs8" | "sec1") =>
  createPrivateKey(key).export({ type, format: "pem" }).toString();
const problem = (certificate: string, key: string, atMs?: number) => {
  const result = read(certificate, key, atMs);
  return result.ok ? null : result.errors.map(({ path, message }) => `${path}: ${message}`).join(" ");
};

test.each([
  ["PKCS #8 of an elliptic curve", ec, exported(ecKey, "pkcs8")],
  ["SEC 1", ec, exported(ecKey, "sec1")],
  ["PKCS #8 of RSA, with a chain", rsa, exported(rsaKey, "pkcs8")],
  ["PKCS #1", rsa, exported(rsaKey, "pkcs1")],
  [
    "line ends of Windows, and words around",
    `Bag Attributes\r\n  x: y\r\n${ec.replaceAll("\n", "\r\n")}`,
    ecKey,
  ],
])("%s is read", (_form, certificate, key) => {
  expect(problem(certificate, key)).toBeNull();
});

test("what is kept is the PEM alone; what is shown has names, times and fingerprint", () => {
  const result = read(`subject=x\n${rsa}\nmore`, `Key Attributes: <none>\n${rsaKey}`);
  if (!result.ok) throw new Error("It was refused.");
  expect(result.clientCertificate.certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(`${result.clientCertificate.certificate}${result.clientCertificate.key}`).not.toMatch(
    /subject|more|Key A/,
  );
  expect(result.facts).toEqual({
    subject: "O=Example, CN=client two",
    issuer: "CN=Callboard client authority",
    validFrom: expect.stringMatching(/^2026-\d\d-\d\dT[\d:]{8}\.000Z$/),
    validTo: expect.stringMatching(/^2126-/),
    fingerprint: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  });
});

const { privateKey: other } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const encrypt = { cipher: "aes-256-cbc", passphrase: "a", format: "pem" } as const;
const [leaf = "", issuer = ""] = rsa.match(/-----BEGIN[\s\S]*?END CERTIFICATE-----/g) ?? [];

test.each([
  ["no certificate", "hello", ecKey, /^certificate: This holds no certificate in PEM/],
  ["no key", ec, "hello", /^key: This holds no private key in PEM/],
  ["neither", "", "", /^certificate: .* key: /],
  ["a key in the certificate's field", `${ec}${ecKey}`, ecKey, /^certificate: This holds a private key/],
  ["two keys", ec, `${ecKey}${rsaKey}`, /^key: This holds several private keys/],
  [
    "another key",
    ec,
    other.export({ type: "pkcs8", format: "pem" }).toString(),
    /^key: The key belongs to another/,
  ],
  [
    "a chain in the wrong order",
    `${issuer}\n${leaf}`,
    rsaKey,
    /^certificate: The key belongs to certificate 2\./,
  ],
  [
    "a damaged certificate",
    ec.replace(/\n[A-Za-z0-9+/]{20}/, "\n"),
    ecKey,
    /^certificate: Certificate 1 cannot be read/,
  ],
  ["a damaged key", ec, ecKey.replace(/\n[A-Za-z0-9+/]{20}/, "\n"), /^key: The key cannot be read/],
  [
    "PKCS #8 encrypted",
    ec,
    createPrivateKey(ecKey)
      .export({ type: "pkcs8", ...encrypt })
      .toString(),
    /openssl pkey -in/,
  ],
  [
    "PKCS #1 encrypted",
    rsa,
    createPrivateKey(rsaKey)
      .export({ type: "pkcs1", ...encrypt })
      .toString(),
    /openssl pkey -in/,
  ],
  [
    "an expired one",
    certificateFile("expired.crt"),
    certificateFile("expired.key"),
    /^certificate: The certificate expired on 2026-01-02\.$/,
  ],
  [
    "one of the future",
    certificateFile("not-yet-valid.crt"),
    certificateFile("not-yet-valid.key"),
    /valid only from 2099-01-01 on\.$/,
  ],
  ["too much", ec + "a".repeat(65_536), ecKey, /characters together; the limit is 65,536\.$/],
])("%s is refused with a sentence", (_what, certificate, key, sentence) => {
  expect(problem(certificate, key)).toMatch(sentence);
});

test("a certificate of its chain that has expired is refused, with its number", () => {
  expect(problem(rsa, rsaKey, Date.parse("2127-01-01"))).toContain("Certificate 1 expired on 2126-");
});

test("a text that is long and nearly PEM is read in a moment", () => {
  const nearly = "-----BEGIN CERTIFICATE-----\n".repeat(2_000);
  const before = process.cpuUsage();
  expect(problem(nearly, "-----BEGIN PRIVATE KEY-----\n".repeat(300))).toContain("no certificate");
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});

test.each([
  ["2026-01-01", "2026-12-20", "valid"],
  ["2026-01-01", "2026-12-15", "expires_soon"],
  ["2026-01-01", "2026-12-01", "expired"],
  ["2026-12-02", "2027-12-01", "not_yet_valid"],
])("one that is valid from %s to %s is %s on 1 December", (from, to, status) => {
  const facts = { subject: "CN=a", issuer: "CN=b", fingerprint: "AA", changedAt: "2026-01-01T00:00:00.000Z" };
  const validFrom = `${from}T00:00:00.000Z`;
  const validTo = `${to}T00:00:00.000Z`;
  expect(certificateView({ ...facts, validFrom, validTo }, nowMs)?.status).toBe(status);
});
