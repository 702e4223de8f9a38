import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { createInstanceAction } from "@/app/(shell)/instances/actions";
import { NewInstance } from "@/components/instances/new-instance";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listProcessNames } from "@/lib/instances/read";
import { pageActor } from "@/lib/web/session";

export const metadata: Metadata = { title: "New instance" };

export default async function NewInstancePage() {
  const actor = await pageActor("instances:write", "/instances/new");
  return (
    <>
      <PageHeader title="New instance">Callbacks for Created are sent when it is saved.</PageHeader>
      <Card>
        <NewInstance
          processNames={await listProcessNames(actor)}
          create={createInstanceAction}
          firstKey={randomUUID()}
        />
      </Card>
    </>
  );
}
