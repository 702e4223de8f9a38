/** Every action that an entry can record, in one table: its kind, its words, and with the kind who may read it. Pure. */

/** Who reads entries of a kind: `callbacks`, all who may read callback settings; `owner`, the token's owner as well. */
type Readers = "callbacks" | "owner" | "administrators";

/** What an entry can be about: how the filter calls it, and who reads it. Administrators read everything. */
export const auditKinds = {
  webhooks: { label: "Callback settings", readers: "callbacks" },
  endpoint: { label: "Callback URLs", readers: "callbacks" },
  delivery: { label: "Deliveries", readers: "callbacks" },
  notices: { label: "Notices", readers: "administrators" },
  token: { label: "API tokens", readers: "owner" },
  user: { label: "Users", readers: "administrators" },
} as const satisfies Record<string, { label: string; readers: Readers }>;
type AuditKind = keyof typeof auditKinds;
export const auditKindNames = Object.keys(auditKinds) as [AuditKind, ...AuditKind[]];

/** `restored` where the settings that such an entry left behind can be brought back: what that is called. */
type ActionWords = { kind: AuditKind; text: string; restored?: string };

const auditActions = {
  "webhooks.saved": {
    kind: "webhooks",
    text: "Callback settings saved",
    restored: "Callback settings restored",
  },
  "webhooks.order_saved": {
    kind: "webhooks",
    text: "Order of each instance switched",
    restored: "Order of each instance restored",
  },
  "webhooks.tested": { kind: "webhooks", text: "Test callback sent" },
  "endpoint.suspended": { kind: "endpoint", text: "URL suspended" },
  "endpoint.resumed": { kind: "endpoint", text: "URL resumed" },
  "endpoint.probed": { kind: "endpoint", text: "URL tried at once" },
  "endpoint.tested": { kind: "endpoint", text: "Test callback sent" },
  "endpoint.described": { kind: "endpoint", text: "URL's name or note changed" },
  "endpoint.processes_set": { kind: "endpoint", text: "URL's list of processes changed" },
  "endpoint.rate_set": { kind: "endpoint", text: "URL's rate changed" },
  "endpoint.retries_set": { kind: "endpoint", text: "URL's retry schedule changed" },
  "endpoint.headers_changed": { kind: "endpoint", text: "URL's request headers changed" },
  "endpoint.certificate_set": { kind: "endpoint", text: "URL's client certificate set" },
  "endpoint.certificate_removed": { kind: "endpoint", text: "URL's client certificate removed" },
  "endpoint.secret_shown": { kind: "endpoint", text: "Signing secret shown" },
  "endpoint.secret_rotated": { kind: "endpoint", text: "Signing secret rotated" },
  "delivery.resent": { kind: "delivery", text: "Delivery resent" },
  "deliveries.resend_started": { kind: "delivery", text: "Bulk resend started" },
  "event.sent": { kind: "delivery", text: "Event sent that had not been" },
  "events.send_started": { kind: "delivery", text: "Bulk sending of events started" },
  "deliveries.resend_cancelled": { kind: "delivery", text: "Bulk resend cancelled" },
  "dispatch.released": { kind: "webhooks", text: "Callbacks released after a restore or move" },
  "database.restored": { kind: "webhooks", text: "Database restored from a backup" },
  "notices.webhook_saved": { kind: "notices", text: "Webhook for notices saved" },
  "notices.webhook_tested": { kind: "notices", text: "Test notice posted" },
  "notices.secret_shown": { kind: "notices", text: "Signing secret of notices shown" },
  "notices.secret_rotated": { kind: "notices", text: "Signing secret of notices rotated" },
  "token.created": { kind: "token", text: "API token created" },
  "token.revoked": { kind: "token", text: "API token revoked" },
  "token.shortened": { kind: "token", text: "API token's end corrected by an upgrade" },
  "user.created": { kind: "user", text: "User created" },
  "user.role_set": { kind: "user", text: "Role set" },
  "user.disabled": { kind: "user", text: "User disabled" },
  "user.enabled": { kind: "user", text: "User enabled" },
  "user.password_reset": { kind: "user", text: "Password reset" },
  "user.password_changed": { kind: "user", text: "Own password changed" },
  "user.session_ended": { kind: "user", text: "Session ended" },
  "user.signed_out_everywhere": { kind: "user", text: "Signed out everywhere" },
  "user.link_allowed": { kind: "user", text: "Linking allowed" },
  "user.link_refused": { kind: "user", text: "Linking no longer allowed" },
  "user.link_request_refused": { kind: "user", text: "Request to link refused" },
  "user.notice_mails_set": { kind: "user", text: "Notices by email switched" },
  "user.linked": { kind: "user", text: "Single sign-on linked" },
} as const satisfies Record<string, ActionWords>;
export type AuditAction = keyof typeof auditActions;

/** The words of an action; undefined for one that this release does not know. */
export function wordsOf(action: string): ActionWords | undefined {
  return Object.hasOwn(auditActions, action) ? auditActions[action as AuditAction] : undefined;
}

/** The actions whose kind meets a condition. */
export function actionsOfKinds(matches: (kind: AuditKind) => boolean): AuditAction[] {
  return Object.entries(auditActions).flatMap(([action, { kind }]) =>
    matches(kind) ? [action as AuditAction] : [],
  );
}
