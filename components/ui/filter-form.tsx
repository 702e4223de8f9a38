"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button, buttonClass } from "./button";

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
