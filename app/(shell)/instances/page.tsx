import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { InstanceTable } from "@/components/instances/instance-table";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { inputClass } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { listInstancesSchema } from "@/lib/instances/schema";
import { listInstances, listProcessNames } from "@/lib/instances/service";
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
        Every change of one is told to the callback URLs.
      </PageHeader>
      {deleted && (
        <div className="mb-4">
          <Note>{deleted} was deleted.</Note>
        </div>
      )}
      <form action="/instances" className="mb-4 flex flex-wrap items-end gap-2">
        <label className="flex-1 basis-40 text-[12.5px] text-text-2 sm:max-w-64">
          Process name
          <input
            name="processName"
            list="process-names"
            defaultValue={filter.processName}
            className={`${inputClass} mt-0.5 text-sm`}
          />
        </label>
        <datalist id="process-names">
          {(await listProcessNames(actor)).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label className="flex-1 basis-32 text-[12.5px] text-text-2 sm:max-w-48">
          Status
          <input name="status" defaultValue={filter.status} className={`${inputClass} mt-0.5 text-sm`} />
        </label>
        <Button type="submit" className="py-2">
          Filter
        </Button>
        {filtered && (
          <a href="/instances" className={`${buttonClass("ghost")} py-2`}>
            Clear
          </a>
        )}
      </form>
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
