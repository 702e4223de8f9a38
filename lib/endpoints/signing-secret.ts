import { randomBytes } from "node:crypto";
import { secretPrefix } from "@/lib/net/signature";

/** A new signing secret: `whsec_` and 32 random bytes in base64 (Standard Webhooks, "Signature scheme"). */
export function newSigningSecret(): string {
  return secretPrefix + randomBytes(32).toString("base64");
}
