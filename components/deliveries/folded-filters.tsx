"use client";

import { type ReactNode, useState } from "react";
import { buttonClass } from "@/components/ui/button";

/**
 * Choices in the line, and what is entered rarely behind a button; on narrow screens the choices too. What is folded away is still
 * part of the form. Open from the start where a text filters.
 */
export function FoldedFilters({
  icon,
  texts,
  choices,
  children,
  rare,
}: {
  icon: ReactNode;
  /** How many of the rare ones filter now. */
  texts: number;
  choices: number;
  children: ReactNode;
  rare: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const all = texts + choices;
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls="more-filters"
        onClick={() => setOpen(!open)}
        className={`${buttonClass()} order-last py-2 noscript:hidden sm:order-none`}
      >
        {icon}
        <span className="sm:hidden">Filters{all > 0 && ` (${all})`}</span>
        <span className="hidden sm:inline">More{texts > 0 && ` (${texts})`}</span>
      </button>
      <span
        className={`${open ? "flex" : "hidden sm:flex"} order-1 basis-full flex-wrap items-end gap-2 sm:order-none sm:basis-auto`}
      >
        {children}
      </span>
      <span
        id="more-filters"
        className={`${open ? "flex" : "hidden"} order-2 basis-full flex-wrap items-end gap-2`}
      >
        {rare}
      </span>
    </>
  );
}
