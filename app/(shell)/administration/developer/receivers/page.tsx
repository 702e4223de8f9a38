import type { Metadata } from "next";
import { VerifyCard } from "@/components/endpoints/verify-card";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RawText } from "@/components/ui/raw-text";
import { receiverExamples } from "@/lib/endpoints/receiver-examples";
import { pageActor } from "@/lib/web/session";

export const metadata: Metadata = { title: "Verifying callbacks" };

export default async function ReceiversPage() {
  await pageActor("webhooks:read", "/administration/developer/receivers");
  const examples = await receiverExamples();
  return (
    <>
      <PageHeader title="Verifying callbacks">
        Anybody can send a GET request. This is what a receiver checks to act on Callboard&apos;s only.
      </PageHeader>
      <div className="grid gap-4">
        <VerifyCard />
        <Card title="Whole receivers">
          <div className="grid gap-4 px-4 py-3">
            <p className="text-text-2">
              Each verifies and answers. Java and Rust need the libraries that their first lines name, the
              others nothing but their language. Give it the signing secret, which the page of each URL shows.
            </p>
            {examples.map(({ language, file, source }) => (
              <details key={file} className="rounded-lg border border-line px-3 py-2">
                <summary className="cursor-pointer font-medium">
                  {language} <code className="text-[12.5px] text-text-2">{file}</code>
                </summary>
                <p className="mt-2">
                  <CopyButton text={source} label={`Copy the ${language} receiver`} />
                </p>
                <RawText label={`The ${language} receiver`} title={file} text={source} />
              </details>
            ))}
          </div>
        </Card>
      </div>
    </>
  );
}
