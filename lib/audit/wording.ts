/** Entries in words. Pure. What is not listed is said by its own name. */

const actions: Record<string, string> = {
  "webhooks.saved": "Callback settings saved",
  "webhooks.order_saved": "Order of each instance switched",
  "webhooks.tested": "Test callback sent",
  "endpoint.suspended": "URL suspended",
  "endpoint.resumed": "URL resumed",
  "endpoint.probed": "URL tried at once",
  "endpoint.tested": "Test callback sent",
  "endpoint.secret_shown": "Signing secret shown",
  "endpoint.secret_rotated": "Signing secret rotated",
  "delivery.resent": "Delivery resent",
  "token.created": "API token created",
  "token.revoked": "API token revoked",
  "user.created": "User created",
  "user.role_set": "Role set",
  "user.disabled": "User disabled",
  "user.enabled": "User enabled",
  "user.password_reset": "Password reset",
  "user.session_ended": "Session ended",
};

const restored: Record<string, string> = {
  "webhooks.saved": "Callback settings restored",
  "webhooks.order_saved": "Order of each instance restored",
};

/** "Callback settings saved"; "Callback settings restored" when it brought back what an earlier entry left. */
export function actionText(action: string, isRestore: boolean): string {
  return (isRestore ? restored[action] : actions[action]) ?? asWords(action.replace(".", ": "));
}

const fields: Record<string, string> = {
  ordered: "Keep the order of each instance",
  days: "Days until it expires",
};

/** A field's name as people read it: `eventType` → "Event type". */
export function fieldText(name: string): string {
  return (
    fields[name] ??
    asWords(
      name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`),
    )
  );
}

function asWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
