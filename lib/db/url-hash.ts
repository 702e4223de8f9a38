import { createHash } from "node:crypto";

/** What an endpoint is found by (`endpoint.url_hash`): the hex SHA-256 of its URL's bytes. */
export function urlHashOf(url: string): string {
  return createHash("sha256").update(url).digest("hex");
}
