import { SlidersHorizontal } from "lucide-react";
import { FilterChoice, FilterInput } from "@/components/ui/filter-fields";
import { FilterForm } from "@/components/ui/filter-form";
import { type LogFilter, logOutcomes, logStatuses } from "@/lib/deliveries/log-filter";
import type { LogFilterProblem } from "@/lib/deliveries/log-schema";
import { eventTypes } from "@/lib/events/event-types";
import { filterLabels, outcomeLabel, statusLabels } from "./filter-labels";
import { FoldedFilters } from "./folded-filters";
import { SearchField } from "./search-field";
import { TimeFilter } from "./time-filter";

const statuses = logStatuses.map((status) => ({ value: status, label: statusLabels[status] }));
const outcomes = logOutcomes.map((outcome) => ({ value: outcome, label: outcomeLabel(outcome) }));
const events = eventTypes.map((type) => ({ value: type, label: type }));

/** Filters of the log: a search, the choices, and what is entered rarely folded away; on narrow screens all but the search. */
export function DeliveryFilters({
  filter,
  problems,
  action,
}: {
  filter: LogFilter;
  problems: LogFilterProblem[];
  action: string;
}) {
  const { status, outcome, code, eventType, processName, instanceID, url, last, from, q } = filter;
  // A time that was left out stays where it was typed, to be mended.
  const to = filter.to ?? problems.find(({ name }) => name === "to")?.at;
  const texts = [code, processName, instanceID, url].filter(Boolean).length;
  const choices = [status, outcome, eventType, last ?? from ?? to].filter(Boolean).length;
  return (
    <FilterForm action={action} values={filter} clearable={false}>
      <SearchField value={q} />
      {filter.job && <input type="hidden" name="job" value={filter.job} />}
      <FoldedFilters
        icon={<SlidersHorizontal aria-hidden className="size-4" />}
        texts={texts}
        choices={choices}
        rare={
          <>
            <FilterInput label={filterLabels.processName} name="processName" value={processName} />
            <FilterInput label={filterLabels.instanceID} name="instanceID" value={instanceID} />
            <FilterInput label={filterLabels.url} name="url" value={url} />
            <FilterInput label={filterLabels.code} name="code" value={code} placeholder="503 or 5xx" />
          </>
        }
      >
        <FilterChoice label={filterLabels.status} name="status" value={status} any="All" options={statuses} />
        <FilterChoice
          label={filterLabels.outcome}
          name="outcome"
          value={outcome}
          any="All"
          options={outcomes}
          wide
        />
        <FilterChoice
          label={filterLabels.eventType}
          name="eventType"
          value={eventType}
          any="All"
          options={events}
        />
        <TimeFilter key={`${last} ${from} ${to}`} last={last} from={from} to={to} />
      </FoldedFilters>
    </FilterForm>
  );
}
