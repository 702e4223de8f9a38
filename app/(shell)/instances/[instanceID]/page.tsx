import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { resendAction } from "@/app/(shell)/administration/developer/deliveries/actions";
import {
  deleteInstanceAction,
  editInstanceAction,
  loadInstanceAction,
} from "@/app/(shell)/instances/actions";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { LiveDeliveries } from "@/components/deliveries/live-deliveries";
import { InstanceEvents } from "@/components/instances/instance-events";
import { InstancePanel } from "@/components/instances/instance-panel";
import { pageTitle } from "@/components/shell/page-title";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { can } from "@/lib/auth/permissions";
import { deliveriesOfInstance } from "@/lib/deliveries/of-instance";
import { NotFoundError } from "@/lib/errors";
import { readInstanceEvents } from "@/lib/events/read-instance-events";
import { instancePath, isPathPart, unnamedInstancePath } from "@/lib/instance-path";
import { readShown } from "@/lib/instances/read";
import { wholeFieldSchema } from "@/lib/instances/schema";
import { pageActor } from "@/lib/web/session";

type Props = {
  params: Promise<{ instanceID: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Next hands the address's part as it was written, percent signs and all. */
async function idOf(params: Props["params"]): Promise<string> {
  try {
    return decodeURIComponent((await params).instanceID);
  } catch {
    notFound();
  }
}

/** Here, unlike in the page, Next has decoded it. */
export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return pageTitle((await params).instanceID);
}

export default async function InstancePage({ params, searchParams }: Props) {
  const instanceID = await idOf(params);
  const whole = wholeFieldSchema.safeParse((await searchParams).field).data;
  const actor = await pageActor(
    "instances:read",
    isPathPart(instanceID) ? instancePath(instanceID) : unnamedInstancePath,
  );
  const [instance, events] = await Promise.all([
    readShown(actor, instanceID, whole).catch((error) => {
      if (error instanceof NotFoundError) return null;
      throw error;
    }),
    readInstanceEvents(actor, instanceID),
  ]);
  if (!instance && events.length === 0) notFound();
  const deliveries = can(actor, "deliveries:read") ? await deliveriesOfInstance(actor, instanceID) : null;
  return (
    <>
      <p className="mb-1 text-[12.5px] text-text-2">
        <Link href="/instances" className="hover:underline">
          Process instances
        </Link>{" "}
        / {instance?.processName ?? events[0]?.processName}
      </p>
      <PageHeader title={visibleText(instanceID)}>
        {instance && (
          <>
            Version {instance.version} · changed <RelativeTime at={instance.updatedAt} />
          </>
        )}
      </PageHeader>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {instance ? (
          <InstancePanel
            instance={instance}
            load={loadInstanceAction}
            edit={editInstanceAction}
            remove={deleteInstanceAction}
          />
        ) : (
          <Note>
            {events[0]?.eventType === "deleted"
              ? "There is no longer an instance with this ID. What happened to it is kept below."
              : "This instance is kept elsewhere. What was reported of it is below."}
          </Note>
        )}
        <Card title="Events">
          {events.length === 0 ? (
            <EmptyState title="No events">No event of this instance is recorded.</EmptyState>
          ) : (
            <InstanceEvents events={events} />
          )}
        </Card>
        {deliveries && (
          <Card title="Callbacks of this instance">
            {deliveries.length === 0 ? (
              <EmptyState title="No callbacks">
                None of its events was sent; the list above says why.
              </EmptyState>
            ) : (
              <LiveDeliveries deliveries={deliveries} newer={null} refreshesPage>
                <DeliveryTable
                  deliveries={deliveries}
                  showInstance={false}
                  resend={can(actor, "deliveries:write") ? resendAction : undefined}
                />
              </LiveDeliveries>
            )}
          </Card>
        )}
      </div>
    </>
  );
}
