import { FilterChoice, FilterInput } from "@/components/ui/filter-fields";
import { FilterForm } from "@/components/ui/filter-form";
import { auditKindNames, auditKinds } from "@/lib/audit/actions";
import type { AuditFilter } from "@/lib/audit/schema";

/** Filters of the history. */
export function AuditFilters({
  values,
  actors,
  subjectText,
  action,
}: {
  values: AuditFilter;
  actors: { person: string; name: string }[];
  /** What `values.subject` is called. */
  subjectText: string | null;
  action: string;
}) {
  const personOptions = actors.map(({ person, name }) => ({ value: person, label: name }));
  const kindOptions = auditKindNames.map((kind) => ({ value: kind, label: auditKinds[kind].label }));
  return (
    <FilterForm action={action} values={values}>
      <FilterChoice label="Kind" name="kind" value={values.kind} any="All" options={kindOptions} wide />
      <FilterChoice
        label="Person"
        name="person"
        value={values.person}
        any="Anybody"
        options={personOptions}
        wide
      />
      <FilterInput label="From (UTC)" name="from" type="date" value={values.from} />
      <FilterInput label="To (UTC)" name="to" type="date" value={values.to} />
      {values.subject && (
        <span className="py-2 text-[13px] text-text-2">
          about <b className="break-all">{subjectText ?? values.subject}</b>
          <input type="hidden" name="subject" value={values.subject} />
        </span>
      )}
    </FilterForm>
  );
}
