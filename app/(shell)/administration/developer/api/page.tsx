import type { Metadata } from "next";
import { ApiReference } from "@/components/api-reference/api-reference";
import { PageHeader } from "@/components/ui/page-header";
import { config } from "@/lib/config";
import { pageActor } from "@/lib/web/session";

export const metadata: Metadata = { title: "API" };

export default async function ApiPage() {
  await pageActor("webhooks:read", "/administration/developer/api");
  return (
    <>
      <PageHeader title="API">
        Every operation at <code className="break-all">{config().appUrl}/api</code>, as an{" "}
        <a href="/api/openapi.json" className="text-primary underline">
          OpenAPI document
        </a>{" "}
        and below, to read and to try.
      </PageHeader>
      <ApiReference />
    </>
  );
}
