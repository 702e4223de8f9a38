import Link from "next/link";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Fact } from "@/components/ui/fact";
import { LocalTime } from "@/components/ui/local-time";
import { visibleText } from "@/components/ui/visible-text";
import type { DeliveryView } from "@/lib/deliveries/view";
import { instancePath } from "@/lib/instance-path";

const link = "text-primary hover:underline";

/** What is sent where, and when. */
export function DeliveryFacts({ delivery }: { delivery: DeliveryView }) {
  const { url, endpoint, endpointID, instanceID, processName, eventID, createdAt, doneAt } = delivery;
  return (
    <Card className="mb-4">
      <dl className="grid gap-x-6 gap-y-3 px-4 py-3 sm:grid-cols-2 lg:grid-cols-3">
        <Fact name="URL">
          {endpoint.name !== null && <p className="font-medium">{visibleText(endpoint.name)}</p>}
          <code className="text-[12.5px] break-all">{visibleText(url)}</code>{" "}
          <CopyButton text={url} label="Copy the URL" />
          <p>
            <Link href={`/administration/developer/endpoints/${endpointID}`} className={link}>
              State and attempts of this URL
            </Link>
          </p>
        </Fact>
        <Fact name="Instance">
          <Link href={instancePath(instanceID)} className={`break-all ${link}`}>
            {visibleText(instanceID)}
          </Link>
        </Fact>
        <Fact name="Process">{visibleText(processName)}</Fact>
        <Fact name="Event (webhook-id)">
          <code className="text-[12.5px] break-all">{eventID}</code>{" "}
          <CopyButton text={eventID} label="Copy the event's id" />
        </Fact>
        <Fact name="Recorded">
          <LocalTime at={createdAt} />
        </Fact>
        {doneAt && (
          <Fact name="Finished">
            <LocalTime at={doneAt} />
          </Fact>
        )}
      </dl>
    </Card>
  );
}
