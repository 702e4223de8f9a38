import { Button, buttonClass } from "@/components/ui/button";
import { inputClass } from "@/components/ui/field";
import { type HistoryFilter, kindLabels, kinds } from "@/lib/audit/schema";

const label = "flex-1 basis-36 text-[12.5px] text-text-2 sm:flex-none";
const input = `${inputClass} mt-0.5 text-sm`;

/** Filters of the history as a plain GET form: they are in the address and can be sent to a colleague. */
export function HistoryFilters({
  values,
  actors,
  subjectText,
  action,
}: {
  values: HistoryFilter;
  actors: { person: string; name: string }[];
  /** What `values.subject` is called. */
  subjectText: string | null;
  action: string;
}) {
  const active = Object.values(values).some((value) => value);
  return (
    <form action={action} className="mb-4 flex flex-wrap items-end gap-2">
      <label className={label}>
        Kind
        <select name="kind" defaultValue={values.kind ?? ""} className={input}>
          <option value="">All</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {kindLabels[kind]}
            </option>
          ))}
        </select>
      </label>
      <label className={label}>
        Person
        <select name="person" defaultValue={values.person ?? ""} className={input}>
          <option value="">Anybody</option>
          {actors.map(({ person, name }) => (
            <option key={person} value={person}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className={label}>
        From (UTC)
        <input type="date" name="from" defaultValue={values.from} className={input} />
      </label>
      <label className={label}>
        To (UTC)
        <input type="date" name="to" defaultValue={values.to} className={input} />
      </label>
      {values.subject && (
        <span className="py-2 text-[13px] text-text-2">
          about <b className="break-all">{subjectText ?? values.subject}</b>
          <input type="hidden" name="subject" value={values.subject} />
        </span>
      )}
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
