import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { InstanceTable } from "@/components/instances/instance-table";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterInput } from "@/components/ui/filter-fields";
import { FilterForm } from "@/components/ui/filter-form";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { visibleText } from "@/components/ui/visible-text";
import { listInstances, listProcessNames } from "@/lib/instances/read";
import { listInstancesSchema } from "@/lib/instances/schema";
import { pageActor } from "@/lib/web/session";

export const metadata: Metadata = { title: "Process instances" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function InstancesPage({ searchParams }: Props) {
  const actor = await pageActor("instances:read", "/instances");
  const given = await searchParams;
  const text = (name: string) => {
    const value = given[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const filter = { processName: text("processName"), status: text("status") };
  const parsed = listInstancesSchema.safeParse({ ...filter, cursor: text("cursor") });
  // An address somebody mangled shows the first page rather than an error.
  const { items, nextCursor } = await listInstances(actor, parsed.success ? parsed.data : { limit: 50 });
  const filtered = Boolean(filter.processName || filter.status);
  const deleted = text("deleted");
  return (
    <>
      <PageHeader
        title="Process instances"
        actions={
          <Link href="/instances/new" className={buttonClass("primary")}>
            <Plus aria-hidden className="size-4" />
            New instance
          </Link>
        }
      >
        The callback URLs are told of every change.
      </PageHeader>
      {deleted && (
        <div className="mb-4">
          <Note>{visibleText(deleted)} was deleted.</Note>
        </div>
      )}
      <FilterForm action="/instances" values={filter}>
        <FilterInput
          label="Process name"
          name="processName"
          value={filter.processName}
          list="process-names"
        />
        <datalist id="process-names">
          {(await listProcessNames(actor)).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <FilterInput label="Status" name="status" value={filter.status} />
      </FilterForm>
      <Card>
        {items.length > 0 ? (
          <InstanceTable instances={items} />
        ) : filtered ? (
          <EmptyState title="No instance matches">Process name and status match as a whole.</EmptyState>
        ) : (
          <EmptyState title="No process instances yet">
            Create the first one here or with POST /api/instances/create.
          </EmptyState>
        )}
      </Card>
      {nextCursor && (
        <p className="mt-4 text-center">
          <Link
            href={`/instances?${new URLSearchParams({ ...(filter.processName ? { processName: filter.processName } : {}), ...(filter.status ? { status: filter.status } : {}), cursor: nextCursor })}`}
            prefetch={false}
            className={buttonClass()}
          >
            Older
          </Link>
        </p>
      )}
    </>
  );
}
