import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { openApiDocument } from "@/lib/api/document";
import { largestMaxUrls } from "@/lib/callback/url-limits";
import { version } from "@/lib/version";

/** Where the TypeScript client is. */
export const clientFolder = "clients/typescript";

/** The OpenAPI document that the client is generated from; its address is none that a client uses, and its operator allows most. */
export const clientDocument = (): string =>
  JSON.stringify(
    openApiDocument({ appUrl: "https://callboard.example.com", version, maxUrls: largestMaxUrls }),
  );

/** What `generated.json` says of a client: from which document it came, and what came of it. */
export function clientStamp(folder: string): { document: string; files: string } {
  const source = path.join(folder, "src");
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0${readFileSync(path.join(source, file), "utf8")}\0`);
  return {
    document: createHash("sha256").update(clientDocument()).digest("hex"),
    files: hash.digest("hex"),
  };
}
