import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { parsePublicId, publicId } from "@/lib/ids";

/** `usr_3.<proof>`: stands in each mail, and switches this user's mails off, nothing else. */
export function unsubscribeToken(userId: number, appSecret: string): string {
  return `${publicId("usr", userId)}.${proofOf(userId, appSecret)}`;
}

/** Whose mails a token switches off; null when it is none of ours. */
export function readUnsubscribeToken(token: string, appSecret: string): number | null {
  const [userID = "", proof = ""] = token.split(".");
  const id = parsePublicId("usr", userID);
  if (id === null) return null;
  const [given, wanted] = [Buffer.from(proof), Buffer.from(proofOf(Number(id), appSecret))];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? Number(id) : null;
}

function proofOf(userId: number, appSecret: string): string {
  const key = Buffer.from(hkdfSync("sha256", appSecret, "", "callboard unsubscribe", 32));
  return createHmac("sha256", key).update(String(userId)).digest("base64url");
}
