import { z } from "zod";
import { parseUrl } from "@/lib/address/parse-url";

/** The server that takes mails. */
export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte on (`smtps:`); otherwise by STARTTLS. */
  secure: boolean;
  signIn: { user: string; password: string } | null;
};

export type Mailbox = { name: string; address: string };

const ports = { "smtp:": 587, "smtps:": 465 } as const;

/**
 * `smtp://user:password@host:587` or `smtps://…:465`. Nothing else is taken from the address: what a library would read from its query
 * could switch the check of the certificate off.
 * @throws Error in words that repeat nothing of it
 */
export function parseSmtpAddress(text: string): SmtpServer {
  const url = parseUrl(text);
  const protocol = url?.protocol;
  if (!url || (protocol !== "smtp:" && protocol !== "smtps:") || url.hostname === "") {
    throw new Error("it must look like smtp://user:password@mail.example.com:587, or smtps://…:465");
  }
  if ((url.pathname !== "" && url.pathname !== "/") || url.search || url.hash) {
    throw new Error("nothing after the host and the port is read; remove it");
  }
  if ((url.username === "") !== (url.password === "")) {
    throw new Error(
      "it needs both a user and a password, or neither; write @, : and / in them as %40, %3A and %2F",
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? ports[protocol] : Number(url.port),
    secure: protocol === "smtps:",
    signIn:
      url.username === ""
        ? null
        : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
  };
}

/** `callboard@example.com`, or `Callboard <callboard@example.com>`. @throws Error */
export function parseMailbox(text: string): Mailbox {
  const [, name = "", inside = text] = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = z.email().safeParse(inside.trim());
  if (!address.success) {
    throw new Error("it must be an address such as Callboard <callboard@example.com>");
  }
  return { name: name.trim(), address: address.data };
}
