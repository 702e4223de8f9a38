import { openApiDocument } from "@/lib/api/document";
import { config } from "@/lib/config";
import { version } from "@/lib/version";
import { onlyMethods } from "@/lib/web/route";

export const dynamic = "force-dynamic";

export const GET = async () =>
  Response.json(openApiDocument({ appUrl: config().appUrl, version }), {
    headers: { "cache-control": "no-cache" },
  });

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
