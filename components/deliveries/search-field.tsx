"use client";

import { useEffect, useRef } from "react";
import { filterControlClass, filterLabelClass } from "@/components/ui/input-class";
import { filterLabels } from "./filter-labels";

/** The search by an id; "/" leads there from wherever nothing is being typed. */
export function SearchField({ value = "" }: { value?: string | undefined }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return (
    <label className={`${filterLabelClass} min-w-0 basis-48 sm:max-w-72`}>
      {filterLabels.q}{" "}
      <kbd className="hidden rounded border border-line px-1 font-sans text-[11px] sm:inline">/</kbd>
      <input
        ref={field}
        name="q"
        type="search"
        defaultValue={value}
        placeholder="evt_…, dlv_… or an instance ID"
        aria-keyshortcuts="/"
        className={filterControlClass}
      />
    </label>
  );
}

function isTyping(): boolean {
  const element = document.activeElement;
  return (
    document.querySelector('[role="dialog"]') !== null ||
    (element instanceof HTMLElement &&
      (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)))
  );
}
