import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { openApiDocument } from "@/lib/api/document";
import { largestMaxUrls } from "@/lib/callback/url-limits";
import { version } from "@/lib/version";

/** Where the TypeScript client is. */
export const clientFolder = "clients/typescript";

/** The one file of it that is generated. */
export const generatedTypes = "src/openapi.gen.ts";

/** The OpenAPI document that the client is generated from; its address is none that a client uses, and its operator allows most. */
export const clientDocument = (): string =>
  JSON.stringify(
    openApiDocument({ appUrl: "https://callboard.example.com", version, maxUrls: largestMaxUrls }),
  );

/** What `generated.json` says of a client: from which document its types came, and what they are. */
export function clientStamp(folder: string): { document: string; types: string } {
  return {
    document: sha256(clientDocument()),
    types: sha256(readFileSync(path.join(folder, generatedTypes), "utf8")),
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
