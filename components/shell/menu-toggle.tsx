"use client";

import { PanelLeft } from "lucide-react";
import { useState } from "react";
import { type MenuState, menuCookie, menuId, shellId } from "./menu-state";
import { remember } from "./remember";

/** Closes the side menu of wide screens and opens it again: at once here, and for every page this browser asks for. */
export function MenuToggle({ drawn }: { drawn: MenuState }) {
  const [state, setState] = useState(drawn);
  const next = state === "open" ? "closed" : "open";
  const toggle = () => {
    setState(next);
    document.getElementById(shellId)?.setAttribute("data-menu", next);
    remember(menuCookie, next);
  };
  return (
    <button
      type="button"
      onClick={toggle}
      aria-label="Side menu"
      title={state === "open" ? "Close the side menu" : "Open the side menu"}
      aria-expanded={state === "open"}
      aria-controls={menuId}
      className="hidden size-8 place-items-center rounded-lg text-text-2 hover:bg-surface-2 hover:text-text md:grid noscript:hidden"
    >
      <PanelLeft aria-hidden className="size-4.5" />
    </button>
  );
}
