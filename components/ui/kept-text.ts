/** What was typed and not saved, kept by this tab while the page is loaded anew; gone with the tab, and at a sign-in. */
const prefix = "callboard.typed.";

/** A browser may refuse to keep anything: then nothing is kept. */
function storage<T>(use: (kept: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** @param name of the form, on whatever page */
export function keepText(name: string, typed: object): void {
  storage((kept) => kept.setItem(prefix + name, JSON.stringify(typed)));
}

export function forgetText(name: string): void {
  storage((kept) => kept.removeItem(prefix + name));
}

/** What is kept of a form, as a release before this one may have kept it; null where nothing is. */
export function keptText(name: string): Record<string, unknown> | null {
  const text = storage((kept) => kept.getItem(prefix + name));
  try {
    const typed: unknown = JSON.parse(text ?? "null");
    return typeof typed === "object" ? (typed as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

/** Whoever signs in next in this tab may be somebody else. */
export function forgetAllText(): void {
  storage((kept) => {
    for (const key of Object.keys(kept)) if (key.startsWith(prefix)) kept.removeItem(key);
  });
}

/** What a form's fields hold, by name and in their order, as a server answers what was typed. */
export type Values = Record<string, string[]>;

/** What is kept of a form's fields. */
export const keptValues = (name: string) => keptText(name) as Values | null;

/** No field of React's own (`$ACTION_…`), and no file. */
export function valuesOf(given: FormData): Values {
  const values: Values = {};
  for (const [name, value] of given) {
    if (typeof value !== "string" || name.startsWith("$")) continue;
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
}
