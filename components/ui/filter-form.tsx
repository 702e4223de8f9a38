import type { ReactNode } from "react";
import { Button, buttonClass } from "./button";
import { inputClass } from "./field";

/** Filters as a plain GET form: they are in the address, work without scripts and can be sent to a colleague. */
export function FilterForm({
  action,
  values,
  children,
}: {
  /** The page itself; without a query it shows everything. */
  action: string;
  /** What is filtered by now. */
  values: Record<string, string | undefined>;
  children: ReactNode;
}) {
  const active = Object.values(values).some((value) => value);
  return (
    <form action={action} className="mb-4 flex flex-wrap items-end gap-2">
      {children}
      <span className="flex gap-2">
        <Button type="submit" className="py-2">
          Filter
        </Button>
        {active && (
          <a href={action} className={`${buttonClass("ghost")} py-2`}>
            Clear
          </a>
        )}
      </span>
    </form>
  );
}

const labelClass = "flex-1 text-[12.5px] text-text-2";
const controlClass = `${inputClass} mt-0.5 min-w-0 text-sm`;
/** Text takes what room is left, within reason; everything else only on narrow screens. */
const room = {
  text: "basis-36 sm:max-w-64",
  date: "basis-36 sm:flex-none",
  "datetime-local": "basis-44 sm:flex-none",
};

export function FilterInput({
  label,
  name,
  value = "",
  type = "text",
  list,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  type?: keyof typeof room;
  /** The id of a datalist. */
  list?: string;
}) {
  return (
    <label className={`${labelClass} ${room[type]}`}>
      {label}
      <input name={name} type={type} list={list} defaultValue={value} className={controlClass} />
    </label>
  );
}

/** One of several, or none: `any` is what none is called. */
export function FilterChoice({
  label,
  name,
  value = "",
  any,
  options,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  any: string;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <label className={`${labelClass} basis-28 sm:flex-none`}>
      {label}
      <select name={name} defaultValue={value} className={controlClass}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
