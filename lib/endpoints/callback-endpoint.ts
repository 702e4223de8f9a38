import { type CallbackEndpoint, callbackFields } from "@/lib/callback/build-request";

/** What of an endpoint's row its requests are built from and signed with; the dispatcher and the tests read the same. */
export const callbackColumns = `${callbackFields.map((field) => `endpoint.${field}`).join(", ")}, endpoint.secret,
  case when endpoint.previous_secret_until > now() then endpoint.previous_secret end as "previousSecret"`;

/** The previous secret only while it is valid, by the database's clock. */
export type SealedSecrets = { secret: Buffer | null; previousSecret: Buffer | null };
export type CallbackRow = CallbackEndpoint & SealedSecrets;
