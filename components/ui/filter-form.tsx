"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button, buttonClass } from "./button";
import { inputClass } from "./field";

type Values = Record<string, string | undefined>;

/** The query of what is entered; what is empty is left out. */
function queryOf(entries: Iterable<[string, FormDataEntryValue]>): string {
  const given = [...entries].filter(([, value]) => typeof value === "string" && value.trim() !== "");
  return String(new URLSearchParams(given as [string, string][]));
}

/**
 * Filters as a GET form: they are in the address, work without scripts and can be sent to a colleague. The fields always hold what
 * the rows are filtered by, also after the browser's Back.
 */
export function FilterForm({
  action,
  values,
  children,
  clearable = true,
  submit = "Filter",
}: {
  /** The page itself; without a query it shows everything. */
  action: string;
  /** What is filtered by now. */
  values: Values;
  children: ReactNode;
  /** Whether it offers to take all filters away; not where the page does. */
  clearable?: boolean;
  /** What its button says. */
  submit?: string;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const active = Object.values(values).some((value) => value);
  const query = queryOf(Object.entries(values).map(([name, value]) => [name, value ?? ""]));
  const [restored, setRestored] = useState(0);
  const shown = useRef(query);
  useEffect(() => {
    if (shown.current !== query) form.current?.reset();
    shown.current = query;
  }, [query]);
  // A page that comes back whole from the browser's memory has what was typed last in its fields.
  useEffect(() => {
    const cameBack = (event: PageTransitionEvent) => {
      if (event.persisted) setRestored((times) => times + 1);
    };
    window.addEventListener("pageshow", cameBack);
    return () => window.removeEventListener("pageshow", cameBack);
  }, []);
  const submitted = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = queryOf(new FormData(event.currentTarget).entries());
    router.push(next === "" ? action : `${action}?${next}`);
  };
  return (
    <form
      key={restored}
      ref={form}
      action={action}
      autoComplete="off"
      onSubmit={submitted}
      className="mb-4 flex flex-wrap items-end gap-2"
    >
      {children}
      <span className="flex gap-2">
        <Button type="submit" className="py-2">
          {submit}
        </Button>
        {clearable && active && (
          <a href={action} className={`${buttonClass("ghost")} py-2`}>
            Clear
          </a>
        )}
      </span>
    </form>
  );
}

export const filterLabelClass = "flex-1 text-[12.5px] text-text-2";
export const filterControlClass = `${inputClass} mt-0.5 min-w-0 text-sm`;
/** Of one width, however long its options are: `wide` where they are long. */
export const filterChoiceClass = (wide = false) =>
  `${filterLabelClass} basis-28 sm:flex-none ${wide ? "sm:w-38" : "sm:w-32"}`;
/** Text takes what room is left, within reason; everything else only on narrow screens. */
const room = {
  text: "basis-36 sm:max-w-64",
  search: "basis-52 sm:max-w-80",
  date: "basis-36 sm:flex-none",
  "datetime-local": "basis-44 sm:flex-none",
};

export function FilterInput({
  label,
  name,
  value = "",
  type = "text",
  list,
  placeholder,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  type?: keyof typeof room;
  /** The id of a datalist. */
  list?: string;
  placeholder?: string;
}) {
  return (
    <label className={`${filterLabelClass} ${room[type]}`}>
      {label}
      <input
        name={name}
        type={type}
        list={list}
        defaultValue={value}
        placeholder={placeholder}
        className={filterControlClass}
      />
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
  wide = false,
}: {
  label: string;
  name: string;
  value?: string | undefined;
  any: string;
  options: readonly { value: string; label: string }[];
  wide?: boolean;
}) {
  return (
    <label className={filterChoiceClass(wide)}>
      {label}
      <select key={value} name={name} defaultValue={value} className={filterControlClass}>
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
