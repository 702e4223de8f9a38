import { randomInt } from "node:crypto";
import { z } from "zod";
import { inTransaction } from "@/lib/db/pool";
import type { Identity } from "./identity";
import { nameSchema } from "./schema";

/** How long an administrator can accept what somebody asked for. */
const requestDays = 7;
/** Of more, the oldest go: a provider that lets anybody register must not fill the page. */
export const maxRequests = 100;

/** The condition of requests that are still open. */
export const openRequest = `requested_at > now() - interval '${requestDays} days'`;

/** Without letters and digits that look like others. */
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
export const codePattern = /^[A-Z2-9]{4}-[A-Z2-9]{4}$/;

/** The code as somebody types what was read to them. */
export const codeSchema = z
  .string()
  .max(40)
  .transform((typed) =>
    typed
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, "")
      .replace(/^(.{4})/, "$1-"),
  )
  .pipe(z.string().regex(codePattern, { error: "Enter the code, such as K7F2-9XQA." }));

/**
 * Notes that somebody signed in with a provider that does not say whose the email is. A new attempt takes the place of the one
 * before, with a new code.
 * @returns the code, which the user alone is shown: who tells it to an administrator has made this request
 */
export async function requestLink(
  { issuer, subject, name }: Identity & { name: string | null },
  email: string,
): Promise<string> {
  const half = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  const code = `${half()}-${half()}`;
  await inTransaction(async (tx) => {
    await tx.query(
      `insert into link_request (issuer, subject, email, name, code) values ($1, $2, $3, $4, $5)
       on conflict (issuer, subject) do update set email = excluded.email, name = excluded.name, code = excluded.code,
         requested_at = now()`,
      // The provider lets people choose their names: one that cannot be stored or seen is none.
      [issuer, subject, email, nameSchema.safeParse(name?.slice(0, 100)).data ?? null, code],
    );
    await tx.query(
      `delete from link_request where (issuer, subject) in
         (select issuer, subject from link_request order by requested_at desc, issuer, subject offset ${maxRequests})`,
    );
  });
  return code;
}
