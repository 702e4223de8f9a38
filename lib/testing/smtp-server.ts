import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { SmtpServer } from "@/lib/smtp-settings";

/** A mail as a server got it: who it is for, and its bytes as text, with soft line breaks taken out. */
type ReceivedMail = { from: string; to: string; text: string; secure: boolean; user: string | null };

/** `afterText`: the recipient is taken, and the mail refused once it is there. */
type Decide = (to: string) => { code: number; text: string; afterText?: boolean } | null;

export type TestSmtpServer = {
  server: SmtpServer;
  received: ReceivedMail[];
  /** What the next mails are answered, by their recipient; nothing: they are taken. */
  refuse: (decide: Decide) => void;
  /** Called while a mail is being taken, before it is answered. */
  beforeAnswer: (wait: () => Promise<void>) => void;
  connections: () => number;
  close: () => Promise<void>;
};

const certificate = (name: string) => readFileSync(`lib/testing/certificates/${name}`, "utf8");
/** What must be trusted for the certificate that a server has where none is given. */
export const testAuthority = () => certificate("authority.crt");

/** A real SMTP server on this machine, which offers STARTTLS. */
export async function startSmtpServer(
  options: SMTPServerOptions = {},
  { port: wanted = 0 } = {},
): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = [];
  let decide: Decide = () => null;
  const refusalOf = (to: string, afterText: boolean) => {
    const refusal = decide(to);
    return refusal && (refusal.afterText ?? false) === afterText
      ? Object.assign(new Error(refusal.text), { responseCode: refusal.code })
      : null;
  };
  let wait = async (): Promise<void> => {};
  let connections = 0;
  const smtp = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    key: certificate("valid.key"),
    cert: certificate("valid.crt"),
    ...options,
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onRcptTo({ address }, _session, done) {
      done(refusalOf(address, false));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        await wait();
        const [recipient] = session.envelope.rcptTo;
        const refusal = refusalOf(recipient?.address ?? "", true);
        if (refusal) return done(refusal);
        received.push({
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
          to: session.envelope.rcptTo.map(({ address }) => address).join(),
          text: decoded(Buffer.concat(chunks).toString("utf8")),
          secure: session.secure,
          user: typeof session.user === "string" ? session.user : null,
        });
        done();
      });
    },
  });
  smtp.on("error", () => {});
  smtp.listen(wanted, "127.0.0.1");
  await once(smtp.server, "listening");
  const { port } = smtp.server.address() as AddressInfo;
  return {
    server: { host: "localhost", port, secure: false, signIn: null },
    received,
    refuse: (next) => {
      decide = next;
    },
    beforeAnswer: (next) => {
      wait = next;
    },
    connections: () => connections,
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

/** Quoted-printable as the text it stands for. */
function decoded(raw: string): string {
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(raw)) return raw;
  const bytes = raw
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
