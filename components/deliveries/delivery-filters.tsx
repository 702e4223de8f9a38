import { FilterChoice, FilterForm, FilterInput } from "@/components/ui/filter-form";
import { deliveryStatuses, deliveryStatusLabels } from "@/lib/deliveries/statuses";
import { eventTypes } from "@/lib/events/event-types";
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

const statuses = [
  ...deliveryStatuses.map((status) => ({ value: status, label: deliveryStatusLabels[status] })),
  { value: "not_sent", label: "Not sent" },
];
const events = eventTypes.map((type) => ({ value: type, label: type }));

/** Filters of the log. */
export function DeliveryFilters({ values, action }: { values: FilterValues; action: string }) {
  return (
    <FilterForm action={action} values={values}>
      <FilterChoice label="Status" name="status" value={values.status} any="All" options={statuses} />
      <FilterChoice label="Event" name="eventType" value={values.eventType} any="All" options={events} />
      <FilterInput label="Instance ID" name="instanceID" value={values.instanceID} />
      <FilterInput label="Process name" name="processName" value={values.processName} />
      <FilterInput label="URL contains" name="url" value={values.url} />
      <FilterInput
        label="From (UTC)"
        name="from"
        type="datetime-local"
        value={inputValueOf(values.from ?? "")}
      />
      <FilterInput
        label="Before (UTC)"
        name="to"
        type="datetime-local"
        value={inputValueOf(values.to ?? "")}
      />
    </FilterForm>
  );
}
