/** How the screens look: as the browser does, or always light or dark. Kept in each browser by a cookie, so that the server knows. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeLabels: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

export const themeCookie = "callboard-theme";

/** What a cookie says; "system" for anything else. Pure. */
export function themeOf(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
