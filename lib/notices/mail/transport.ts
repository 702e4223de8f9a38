import type { Mailbox, SmtpServer } from "@/lib/smtp-settings";

type Mail = {
  to: string;
  subject: string;
  text: string;
  /** The same for the same mail, so that one that is sent again after a crash can be told. */
  messageId: string;
  /** What switches mails off by one request (RFC 8058). */
  unsubscribeUrl: string;
};

export const mailOutcomes = ["sent", "refused", "unavailable"] as const;

/** What became of a mail. refused: the server took the call, not this mail. unavailable: no mail can be sent now. */
export type MailOutcome =
  | { kind: "sent" }
  | { kind: "refused"; problem: string }
  | { kind: "unavailable"; problem: string };

export type SendMail = (mail: Mail, signal: AbortSignal) => Promise<MailOutcome>;

/** A mail server may make strangers wait for its greeting; nothing else waits for a mail. */
const maxMs = 30_000;

/** Loaded when there is a mail to send: most dispatchers send none, and it takes three megabytes. */
const nodemailer = () => import("nodemailer");

/**
 * What hands mails to the server that the operator named. Where that server offers STARTTLS its certificate is verified; a password
 * goes out without TLS to this machine alone.
 * @param authorities the certificate authorities to trust, PEM, instead of Node's: for tests
 */
export function createMailer({
  server: { host, port, secure, signIn },
  from,
  authorities,
}: {
  server: SmtpServer;
  from: Mailbox;
  authorities?: string;
}): SendMail {
  const options = {
    host,
    port,
    secure,
    requireTLS: signIn !== null && !isThisMachine(host),
    ...(signIn ? { auth: { user: signIn.user, pass: signIn.password } } : {}),
    ...(authorities === undefined ? {} : { tls: { ca: authorities } }),
    connectionTimeout: 10_000,
    dnsTimeout: 10_000,
    greetingTimeout: maxMs,
    socketTimeout: maxMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async ({ to, subject, text, messageId, unsubscribeUrl }, signal) => {
    const { createTransport } = await nodemailer();
    try {
      await createTransport(options).sendMail({
        from,
        to: { name: "", address: to },
        subject,
        text,
        messageId,
        headers: {
          "Auto-Submitted": "auto-generated",
          "List-Unsubscribe": `<${unsubscribeUrl}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(maxMs)]),
      });
      return { kind: "sent" };
    } catch (error) {
      return outcomeOf(error, host);
    }
  };
}

function outcomeOf(error: unknown, host: string): MailOutcome {
  const { code, response, message } = error as Error & { code?: string; response?: string };
  const words = (response ?? message).replace(/\s+/g, " ").slice(0, 300);
  // The envelope or the message was answered; before that the answer is to us, whoever the mail is for.
  if (
    (code === "EENVELOPE" || code === "EMESSAGE") &&
    response !== undefined &&
    !response.startsWith("421")
  ) {
    return { kind: "refused", problem: `The mail server refused the mail: ${words}` };
  }
  if (code === "EAUTH") {
    return { kind: "unavailable", problem: `The mail server refused user or password: ${words}` };
  }
  if (code === "ETLS") {
    return { kind: "unavailable", problem: `No secure connection to the mail server ${host}: ${words}` };
  }
  return { kind: "unavailable", problem: `The mail server ${host} could not be reached: ${words}` };
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
