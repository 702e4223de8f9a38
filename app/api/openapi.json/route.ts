import { openApiDocument } from "@/lib/api/document";
import { config } from "@/lib/config";
import { version } from "@/lib/version";
import { onlyMethods } from "@/lib/web/only-methods";

export const dynamic = "force-dynamic";

let document: string | undefined;

/** Made once: it is the same for everybody, and anybody may ask. */
export const GET = async () => {
  const { appUrl, maxUrls } = config();
  document ??= JSON.stringify(openApiDocument({ appUrl, version, maxUrls }));
  return new Response(document, {
    headers: { "content-type": "application/json", "cache-control": "no-cache" },
  });
};

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
