import { type Theme, themeCookie, themeOf } from "./theme";

/** The theme as this browser keeps it, for what is drawn without the server. */
export function keptTheme(): Theme {
  const name = `${themeCookie}=`;
  const kept = document.cookie.split("; ").find((cookie) => cookie.startsWith(name));
  return themeOf(kept?.slice(name.length));
}
