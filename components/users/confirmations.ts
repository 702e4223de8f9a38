import { type Role, roleLabels } from "@/lib/auth/permissions";
import type { AccountView } from "@/lib/users/view";
import type { ActionResult } from "@/lib/web/result";

export type UserActions = {
  setRole: (input: { email: string; role: Role }) => Promise<ActionResult<void>>;
  setDisabled: (input: { email: string; disabled: boolean }) => Promise<ActionResult<void>>;
  resetPassword: (input: { email: string }) => Promise<ActionResult<{ password: string }>>;
  setLinkAllowed: (input: { email: string; allowed: boolean }) => Promise<ActionResult<void>>;
};

/** What an administrator confirms before a change to a user, and what the page shows when it is done. */
export type Confirmation = {
  title: string;
  description: string;
  confirm: string;
  tone: "danger" | "primary";
  /** A password it answers is shown once. */
  act: (actions: UserActions) => Promise<ActionResult<unknown>>;
  done: string | null;
};

const mayDo: Record<Role, string> = {
  administrator: "Administrators manage users, callback URLs and deliveries.",
  developer: "Developers manage callback URLs and deliveries, but not users.",
  user: "Users work with process instances only; their tokens can do no more than that.",
};

export function confirmRole(
  { name, email, role: before }: AccountView,
  role: Role,
  isSelf: boolean,
): Confirmation {
  const own = "You lose this page at once, and only another Administrator can give the role back.";
  const theirs = "It takes effect at once: their sessions end, and they sign in again.";
  return {
    title: isSelf ? `Make yourself ${roleLabels[role]}?` : `Make ${name} ${roleLabels[role]}?`,
    description: `${mayDo[role]} ${isSelf ? own : theirs}`,
    confirm: `Make ${roleLabels[role]}`,
    tone: isSelf || before === "administrator" ? "danger" : "primary",
    act: ({ setRole }) => setRole({ email, role }),
    done: `${name} is ${roleLabels[role]} now.`,
  };
}

export function confirmDisable({ name, email }: AccountView, isSelf: boolean): Confirmation {
  return {
    title: isSelf ? "Disable your own account?" : `Disable ${name}?`,
    description: isSelf
      ? "You and your tokens are locked out at once, and only another Administrator can let you in again."
      : "They and their tokens are locked out at once. Nothing of theirs is deleted, and you can enable them again.",
    confirm: "Disable",
    tone: "danger",
    act: ({ setDisabled }) => setDisabled({ email, disabled: true }),
    done: `${name} is disabled.`,
  };
}

export function confirmReset({ name, email, hasPassword }: AccountView): Confirmation {
  return {
    title: hasPassword ? `Reset the password of ${name}?` : `Give ${name} a password?`,
    description: hasPassword
      ? "The current password stops working and all their sessions end. The new one is shown to you once."
      : "They can then sign in with email and password too. It is shown to you once; their sessions end.",
    confirm: hasPassword ? "Reset password" : "Make a password",
    tone: "danger",
    act: ({ resetPassword }) => resetPassword({ email }),
    done: null,
  };
}

export function confirmLink({ name, email }: AccountView, provider: string): Confirmation {
  return {
    title: `Let ${name} sign in with ${provider}?`,
    description: `Whoever signs in with ${provider} as ${email} within 24 hours becomes ${name} here, with this role, for good. Allow it only if that address there is theirs.`,
    confirm: "Allow",
    tone: "primary",
    act: ({ setLinkAllowed }) => setLinkAllowed({ email, allowed: true }),
    done: `${name} can sign in with ${provider} within 24 hours to link the account.`,
  };
}
