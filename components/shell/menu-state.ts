/** Whether the side menu of wide screens stands open. Kept in each browser by a cookie, so that the server knows. */
export type MenuState = "open" | "closed";

export const menuCookie = "callboard-menu";

/** What a cookie says; "open" for anything else. Pure. */
export function menuStateOf(value: string | undefined): MenuState {
  return value === "closed" ? "closed" : "open";
}

/** The element whose `data-menu` says how it stands, and the menu itself. */
export const [shellId, menuId] = ["shell", "menu"];
