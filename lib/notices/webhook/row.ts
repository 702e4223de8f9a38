import type { Queryable } from "@/lib/db/pool";
import { openSecret } from "@/lib/endpoints/secret-box";
import { ConflictError } from "@/lib/errors";

type WebhookRow = {
  url: string | null;
  secret: Buffer | null;
  previousSecret: Buffer | null;
  previousSecretUntil: Date | null;
  savedAt: Date | null;
  savedBy: string | null;
  lastAt: Date | null;
  lastOk: boolean | null;
  lastCause: string | null;
  givenUp: number;
};

/** The one row; a secret before the present one only while it is valid. */
export async function webhookRow(db: Queryable, { lock = false } = {}): Promise<WebhookRow> {
  const { rows } = await db.query<WebhookRow>(
    `select url, secret, case when previous_secret_until > now() then previous_secret end as "previousSecret",
       case when previous_secret_until > now() then previous_secret_until end as "previousSecretUntil",
       saved_at as "savedAt", saved_by as "savedBy", last_at as "lastAt", last_ok as "lastOk", last_cause as "lastCause",
       given_up as "givenUp"
     from notice_webhook where id = 1${lock ? " for no key update" : ""}`,
  );
  if (!rows[0]) throw new Error("The row of the webhook for notices is missing.");
  return rows[0];
}

/** The secrets that sign, the present one first; null when it was sealed with another APP_SECRET. */
export function openSecrets({ secret, previousSecret }: WebhookRow, appSecret: string): string[] | null {
  const current = secret && openedSecret(secret, appSecret);
  if (!current) return null;
  const previous = previousSecret && openedSecret(previousSecret, appSecret);
  return previous ? [current, previous] : [current];
}

/** As `openSecrets`. @throws ConflictError instead of null */
export function secretsOf(row: WebhookRow, appSecret: string): string[] {
  const secrets = openSecrets(row, appSecret);
  if (secrets) return secrets;
  throw new ConflictError(
    "The signing secret of notices cannot be opened with this APP_SECRET. Rotate it to get a new one.",
  );
}

/** Null when it was sealed with another APP_SECRET. */
export function openedSecret(sealed: Buffer, appSecret: string): string | null {
  try {
    return openSecret(sealed, "notices", appSecret);
  } catch {
    return null;
  }
}
