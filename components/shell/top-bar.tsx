import type { ReactNode } from "react";
import { type Role, roleLabels } from "@/lib/auth/permissions";
import type { FormAction } from "@/lib/web/result";
import { MenuButton } from "./menu-button";
import type { MenuRights } from "./menu-rights";
import type { MenuState } from "./menu-state";
import { MenuToggle } from "./menu-toggle";
import { RefreshButton } from "./refresh-button";
import { StateBadge } from "./state-badge";
import { UserMenu } from "./user-menu";

type Props = {
  role: Role;
  rights: MenuRights;
  name: string;
  /** How the side menu of wide screens stands. */
  menu: MenuState;
  /** URLs in trouble; null for whom cannot open them. */
  states: { suspended: number; probing: number } | null;
  /** Stands at the right of the refresh button. */
  bell?: ReactNode;
  signOut: FormAction;
};

/** The bar over every page. Its left part is empty here: the page puts its title there (components/ui/page-header.tsx). */
export function TopBar({ role, rights, name, menu, states, bell, signOut }: Props) {
  return (
    <header className="flex h-14 items-center gap-3 border-b border-line bg-surface px-4 md:px-6 print:hidden">
      <MenuButton rights={rights} />
      <MenuToggle drawn={menu} />
      <div className="ml-auto flex items-center gap-2 sm:gap-3">
        {states && <StateBadge {...states} />}
        <RefreshButton />
        {bell}
        <UserMenu name={name} role={roleLabels[role]} signOut={signOut} />
      </div>
    </header>
  );
}
