"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { remember } from "./remember";
import { type Theme, themeCookie, themeLabels, themeOf, themes } from "./theme";

const icons = { system: Monitor, light: Sun, dark: Moon } satisfies Record<Theme, typeof Sun>;
const neverChanges = () => () => {};

/** Chooses the theme: at once here, and by a cookie for every page this browser asks for. */
export function ThemeChoice() {
  const [chosenNow, setChosenNow] = useState<Theme | null>(null);
  const kept = useSyncExternalStore(
    neverChanges,
    () => themeOf(themes.find((one) => document.documentElement.classList.contains(one))),
    () => "system" as const,
  );
  const theme = chosenNow ?? kept;
  const choose = (chosen: Theme) => {
    setChosenNow(chosen);
    document.documentElement.classList.remove(...themes);
    document.documentElement.classList.add(chosen);
    remember(themeCookie, chosen);
  };
  return (
    <fieldset className="mb-3 noscript:hidden">
      <legend className="mb-1 text-[12.5px] text-text-2">Theme</legend>
      <div className="grid grid-cols-3 gap-1 rounded-lg bg-bg p-1">
        {themes.map((one) => {
          const Icon = icons[one];
          return (
            <label
              key={one}
              className="flex cursor-pointer items-center justify-center gap-1 rounded-md px-1 py-1 text-xs font-medium text-text-2 has-checked:bg-surface has-checked:text-text has-checked:shadow-card has-focus-visible:outline-3 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name="theme"
                value={one}
                checked={theme === one}
                onChange={() => choose(one)}
                className="sr-only"
              />
              <Icon aria-hidden className="size-3.5" />
              {themeLabels[one]}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
