import { Button } from "@/components/ui/button";
import { inputClass } from "@/components/ui/input-class";
import { Pill } from "@/components/ui/pill";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Role, roleLabels, roles } from "@/lib/auth/permissions";
import type { AccountView } from "@/lib/users/view";
import { type Confirmation, confirmDisable, confirmLink, confirmReset, confirmRole } from "./confirmations";

const cell = "block px-4 py-1 @4xl:table-cell @4xl:py-2.5";

type Props = {
  user: AccountView;
  isSelf: boolean;
  /** What the single sign-on provider is called; null where there is none. */
  provider: string | null;
  pending: boolean;
  ask: (confirmation: Confirmation) => void;
  enable: () => void;
  stopLinking: () => void;
};

/** One user, and what an administrator may do to them. */
export function UserRow({ user, isSelf, provider, pending, ask, enable, stopLinking }: Props) {
  const { name } = user;
  const button = (text: string, label: string, act: () => void) => (
    <Button size="s" disabled={pending} onClick={act} aria-label={label}>
      {text}
    </Button>
  );
  return (
    <tr className="block border-b border-line py-2 last:border-0 @4xl:table-row @4xl:py-0">
      <td className={`${cell} break-words`}>
        <span className="font-medium">{name}</span>
        {isSelf && <span className="text-text-2"> (you)</span>}
        <span className="block text-[12.5px] break-all text-text-2">{user.email}</span>
      </td>
      <td className={cell}>
        <select
          aria-label={`Role of ${name}`}
          // Set by what is stored: it changes when the change is made, not when it is asked for.
          value={user.role}
          disabled={pending}
          onChange={(event) => ask(confirmRole(user, event.target.value as Role, isSelf))}
          className={`${inputClass} w-auto py-1`}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {roleLabels[role]}
            </option>
          ))}
        </select>
      </td>
      <td className={cell}>
        {user.disabledAt ? <Pill tone="idle">Disabled</Pill> : <Pill tone="ok">Active</Pill>}
        <span className="mt-0.5 block text-[12.5px] break-words text-text-2">{waysOf(user, provider)}</span>
      </td>
      <td className={`${cell} text-text-2`}>
        <span className="@4xl:hidden">last sign-in: </span>
        {user.lastSignInAt ? <RelativeTime at={user.lastSignInAt} /> : "never"}
      </td>
      <td className={`${cell} @4xl:text-right`}>
        <span className="inline-flex flex-wrap gap-2 @4xl:justify-end">
          {user.hasPassword
            ? button("Reset password", `Reset password of ${name}`, () => ask(confirmReset(user)))
            : button("Give a password", `Give ${name} a password`, () => ask(confirmReset(user)))}
          {provider !== null &&
            !user.singleSignOn &&
            !user.disabledAt &&
            (user.linkUntil
              ? button("Stop linking", `Stop linking ${name} to ${provider}`, stopLinking)
              : button("Allow linking", `Allow linking ${name} to ${provider}`, () =>
                  ask(confirmLink(user, provider)),
                ))}
          {user.disabledAt
            ? button("Enable", `Enable ${name}`, enable)
            : button("Disable", `Disable ${name}`, () => ask(confirmDisable(user, isSelf)))}
        </span>
      </td>
    </tr>
  );
}

function waysOf({ hasPassword, singleSignOn, linkUntil }: AccountView, provider: string | null): string {
  const name = provider ?? "single sign-on";
  if (linkUntil) return `may be linked to ${name}`;
  const ways = [hasPassword && "password", singleSignOn && name].filter(Boolean);
  return ways.length > 0 ? `by ${ways.join(" or ")}` : "no way in yet";
}
