import { Button, buttonClass } from "@/components/ui/button";
import { inputClass } from "@/components/ui/field";
import { deliveryStatuses, deliveryStatusLabels } from "@/lib/deliveries/schema";
import { eventTypes } from "@/lib/events/schema";
import { inputValueOf } from "./utc-time";

export type FilterValues = {
  status?: string;
  eventType?: string;
  instanceID?: string;
  processName?: string;
  url?: string;
  from?: string;
  to?: string;
};

/** Filters of the log as a plain GET form: they are in the address, work without scripts and can be sent to a colleague. */
export function DeliveryFilters({ values, action }: { values: FilterValues; action: string }) {
  const active = Object.values(values).some((value) => value);
  return (
    <form action={action} className="mb-4 flex flex-wrap items-end gap-2">
      <Choice label="Status" name="status" value={values.status}>
        <option value="">All</option>
        {deliveryStatuses.map((status) => (
          <option key={status} value={status}>
            {deliveryStatusLabels[status]}
          </option>
        ))}
        <option value="not_sent">Not sent</option>
      </Choice>
      <Choice label="Event" name="eventType" value={values.eventType}>
        <option value="">All</option>
        {eventTypes.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </Choice>
      <Text label="Instance ID" name="instanceID" value={values.instanceID} />
      <Text label="Process name" name="processName" value={values.processName} />
      <Text label="URL contains" name="url" value={values.url} />
      <Time label="From (UTC)" name="from" value={values.from} />
      <Time label="Before (UTC)" name="to" value={values.to} />
      <Button type="submit" className="py-2">
        Filter
      </Button>
      {active && (
        <a href={action} className={`${buttonClass("ghost")} py-2`}>
          Clear
        </a>
      )}
    </form>
  );
}

function Choice({
  label,
  name,
  value = "",
  children,
}: {
  label: string;
  name: string;
  value?: string;
  children: React.ReactNode;
}) {
  return (
    <label className="flex-1 basis-28 text-[12.5px] text-text-2 sm:flex-none">
      {label}
      <select name={name} defaultValue={value} className={`${inputClass} mt-0.5 text-sm`}>
        {children}
      </select>
    </label>
  );
}

function Text({ label, name, value = "" }: { label: string; name: string; value?: string }) {
  return (
    <label className="flex-1 basis-36 text-[12.5px] text-text-2">
      {label}
      <input name={name} defaultValue={value} className={`${inputClass} mt-0.5 text-sm`} />
    </label>
  );
}

function Time({ label, name, value = "" }: { label: string; name: string; value?: string }) {
  return (
    <label className="flex-1 basis-44 text-[12.5px] text-text-2 sm:flex-none">
      {label}
      <input
        type="datetime-local"
        name={name}
        defaultValue={inputValueOf(value)}
        className={`${inputClass} mt-0.5 min-w-0 text-sm`}
      />
    </label>
  );
}
