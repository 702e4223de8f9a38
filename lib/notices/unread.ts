/** Counting unread notices stops here. */
export const maxUnread = 100;

/** "3", "99+". */
export const unreadText = (unread: number): string =>
  unread >= maxUnread ? `${maxUnread - 1}+` : String(unread);
