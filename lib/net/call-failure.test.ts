import { expect, test } from "vitest";
import { CallError } from "./call-error";
import { failureOf, type Reached } from "./call-failure";
import { tlsReason } from "./tls-reason";

const sent: Reached = { sent: true, reused: false, answerBegun: false, interimAnswers: 0, head: null };
const coded = (code: string, message = "words of its own") => Object.assign(new Error(message), { code });

test("with TLS 1.3 a refusal for want of a client certificate comes after the request; it is a TLS error all the same", () => {
  expect(failureOf(coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "https://a.example/x", sent)).toEqual({
    outcome: "tls_error",
    cause:
      "No secure connection to a.example: it asks for a client certificate, and none is set for this URL.",
  });
});

test.each([
  ["dns", "ENOTFOUND", "dns_error", "The name a.example does not exist."],
  [
    "dns",
    "ETIMEOUT",
    "dns_error",
    "The name a.example could not be resolved: its DNS server did not answer.",
  ],
  [
    "dns",
    "ESERVFAIL",
    "dns_error",
    "The name a.example could not be resolved: its DNS server failed (SERVFAIL).",
  ],
  ["dns", "EODD", "dns_error", "The name a.example could not be resolved (EODD)."],
  [
    "connect",
    "EHOSTUNREACH",
    "connection_refused",
    "a.example:8443 could not be reached: no machine answers at its address.",
  ],
  [
    "connect",
    "ENETUNREACH",
    "connection_refused",
    "a.example:8443 could not be reached: no route leads to its network.",
  ],
  ["connect", "ETIMEDOUT", "timeout", "Timed out: a.example:8443 did not take the connection."],
] as const)("%s failing with %s is %s", (phase, code, outcome, cause) => {
  expect(failureOf(new CallError(phase, coded(code)), "https://a.example:8443/x", sent)).toEqual({
    outcome,
    cause,
  });
});

test.each([
  ["dns", "Timed out: the name a.example was not resolved."],
  ["connect", "Timed out: a.example did not take the connection."],
  ["tls", "Timed out: a.example did not finish the TLS handshake."],
] as const)("the time that a connection may take, up in phase %s, is a timeout", (phase, cause) => {
  const timeUp = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  expect(failureOf(new CallError(phase, timeUp), "https://a.example/", sent)).toEqual({
    outcome: "timeout",
    cause,
  });
});

test("a handshake that fails is no timeout, and the reason is told", () => {
  const failed = new CallError("tls", coded("EPIPE"), "it does not know this name");
  expect(failureOf(failed, "https://a.example/", sent)).toEqual({
    outcome: "tls_error",
    cause: "No secure connection to a.example: it does not know this name.",
  });
});

test.each([
  [{}, "a.example reset the connection before it answered."],
  [{ answerBegun: true }, "a.example reset the connection in the middle of its headers."],
  [{ reused: true }, "a.example reset the connection, kept open from an earlier call, before it answered."],
])("a connection that is torn says when: %o", (more, cause) => {
  const failure = failureOf(coded("ECONNRESET"), "https://a.example/", { ...sent, ...more });
  expect(failure).toEqual({ outcome: "connection_reset", cause });
});

test("what fails before anything was sent is no fault of the answer's", () => {
  expect(failureOf(new Error("Invalid URL."), "nowhere", { ...sent, sent: false })).toEqual({
    outcome: "protocol_error",
    cause: "The request could not be made: Invalid URL.",
  });
});

test.each([new Error("the moon was full"), "the moon was full"])(
  "an error nobody foresaw keeps its own words: %o",
  (error) => {
    expect(failureOf(error, "https://a.example/", sent)).toEqual({
      outcome: "protocol_error",
      cause: "The answer is not valid HTTP: the moon was full.",
    });
  },
);

test.each([
  [coded("EODD"), "words of its own"],
  [Object.assign(coded("ERR_SSL_ODD", "0A:error:odd"), { reason: "odd record" }), "odd record"],
  ["odd", "odd"],
])("a TLS error nobody foresaw, %o, keeps its own words", (error, reason) => {
  expect(tlsReason(error)).toBe(reason);
});

test.each([
  ["Jan  2 00:00:00 2020 GMT", "its certificate expired on 2020-01-02"],
  ["Jan  2 00:00:00 2999 GMT", "a certificate in its chain has expired"],
  ["some day", "its certificate has expired"],
])("an expired certificate, the receiver's own valid to %s", (valid_to, reason) => {
  expect(tlsReason(coded("CERT_HAS_EXPIRED"), { certificate: { ...noCertificate, valid_to } })).toBe(reason);
});

test.each([
  ["DNS:a.example, DNS:*.b.example", " (a.example, *.b.example)"],
  ["DNS:a, DNS:b, DNS:c, DNS:d", " (a, b, c, …)"],
  ['DNS:"a, DNS:\\u202e.example, IP Address:1.2.3.4', ""],
  ["", ""],
])("a certificate for other names: %s", (subjectaltname, names) => {
  expect(
    tlsReason(coded("ERR_TLS_CERT_ALTNAME_INVALID"), { certificate: { ...noCertificate, subjectaltname } }),
  ).toBe(`its certificate is for another name${names}`);
});

const noCertificate = { valid_from: "", valid_to: "", subjectaltname: "" };
