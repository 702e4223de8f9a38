import { readFileSync } from "node:fs";
import path from "node:path";
import type { Answer } from "@/lib/testing/answers";
import { attempts } from "../attempts";
import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";

const calls = 5;
/** Made for these tests: an authority that the dispatcher is told to trust, and what it signed. */
const certificate = (name: string) => path.resolve("lib/testing/certificates", name);
const pem = (name: string) => readFileSync(certificate(name), "utf8");

const broken: { path: string; answer: Answer; outcome: string }[] = [
  { path: "/reset", answer: "reset", outcome: "connection_reset" },
  { path: "/close", answer: "close", outcome: "connection_reset" },
  { path: "/half", answer: { raw: "HTTP/1.1 200 OK\r\ncontent-le" }, outcome: "connection_reset" },
  { path: "/garbage", answer: { raw: "SSH-2.0-OpenSSH_9.6\r\n" }, outcome: "protocol_error" },
  { path: "/zeros", answer: { raw: "\0".repeat(2_048) }, outcome: "protocol_error" },
];

export const brokenConnections: Row = {
  number: 9,
  title: "reset, early close, half an answer, garbage; TLS expired, wrong name, plain port",
  must: "failed attempt with its own outcome; never sent unverified",
  core: false,
  async run(stage) {
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    for (const { path: to, answer } of broken) await receiver.answer(to, answer);
    const secured = async (name: string) =>
      startFaultReceiver(stage, { key: pem(`${name}.key`), cert: pem(`${name}.crt`) });
    const trusted = await secured("valid");
    const expired = await secured("expired");
    const wrongName = await secured("other-name");
    const plain = await startFaultReceiver(stage);
    const insecure = [
      { url: `${expired.url}/expired`, receiver: expired, cause: /its certificate expired on 2026-01-02/ },
      {
        url: `${wrongName.url}/wrong-name`,
        receiver: wrongName,
        cause: /its certificate is for another name/,
      },
      {
        url: `${plain.url.replace("http://127.0.0.1", "https://localhost")}/plain`,
        receiver: plain,
        cause: /it does not speak TLS on this port/,
      },
    ];
    const healthy = await database.enable([`${receiver.url}/healthy`]);
    const verified = await database.enable([`${trusted.url}/trusted`]);
    const bad = await database.enable([
      ...broken.map((one) => `${receiver.url}${one.path}`),
      ...insecure.map((one) => one.url),
    ]);
    await startDispatcher(stage, database, {
      env: { CALLBACK_RETRY_SCHEDULE: "none", NODE_EXTRA_CA_CERTS: certificate("authority.crt") },
    });
    await database.commit([...healthy, ...verified, ...bad], calls);
    await database.drained();

    const trail = await attempts(database);
    const of = (url: string) => trail.filter((one) => one.url === url);
    for (const { path: to, outcome } of broken) {
      const mine = of(`${receiver.url}${to}`);
      const right = mine.filter((one) => one.outcome === outcome && one.deliveryStatus === "failed").length;
      checks.holds(
        right === calls && mine.length === calls,
        `${to}: ${right} of ${mine.length} attempts are failed as ${outcome} (${mine[0]?.outcome}: ${mine[0]?.cause}).`,
      );
    }
    let unverified = 0;
    for (const { url, receiver: insecureReceiver, cause } of insecure) {
      const mine = of(url);
      const right = mine.filter((one) => one.outcome === "tls_error" && cause.test(one.cause ?? "")).length;
      checks.holds(
        right === calls,
        `${url}: ${right} of ${calls} say why (${mine[0]?.outcome}: ${mine[0]?.cause}).`,
      );
      unverified += (await insecureReceiver.count()).arrived;
    }
    checks.holds(unverified === 0, `${unverified} requests were sent to a receiver that was not verified.`);
    // The authority is trusted, so the others failed for what is wrong with them.
    const sent = (await trusted.log()).filter((one) => one.status === 200).length;
    checks.holds(
      sent === calls,
      `${sent} of ${calls} calls reached the receiver whose certificate is right.`,
    );
    const counted = await database.judge(receiver, (to) => to === "/healthy");
    checks.counted(counted, 0);
    return {
      counted,
      figure: `${broken.length + insecure.length} ways, ${calls} calls each, all with their own outcome; ${unverified} sent unverified`,
      violations: checks.violations,
    };
  },
};
