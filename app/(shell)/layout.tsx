import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Held } from "@/components/installation/held";
import { Bell } from "@/components/notices/bell";
import { Brand } from "@/components/shell/brand";
import { menuCookie, menuId, menuStateOf, shellId } from "@/components/shell/menu-state";
import { Navigation } from "@/components/shell/navigation";
import { TopBar } from "@/components/shell/top-bar";
import { ToastStack } from "@/components/ui/toast";
import { can } from "@/lib/auth/permissions";
import { countStates } from "@/lib/endpoints/count-states";
import { readHold } from "@/lib/installation/hold";
import { readBell } from "@/lib/notices/read";
import { currentActor } from "@/lib/web/session";
import { releaseDispatchAction, signOutAction } from "./actions";
import { markNoticesReadAction } from "./administration/developer/notices/actions";

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  // The page itself sends whoever is signed out to the sign-in page, since only it knows where to come back to.
  if (!actor) return children;
  const [hold, states, bell] = await Promise.all([
    readHold(),
    can(actor, "webhooks:read") ? countStates(actor) : null,
    can(actor, "deliveries:read") ? readBell(actor) : null,
  ]);
  const rights = { developer: can(actor, "webhooks:read"), users: can(actor, "users:read") };
  const menu = menuStateOf((await cookies()).get(menuCookie)?.value);
  return (
    <div
      id={shellId}
      data-menu={menu}
      className="group/shell min-h-dvh data-[menu=open]:md:not-print:grid data-[menu=open]:md:grid-cols-[232px_minmax(0,1fr)]"
    >
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:p-2"
      >
        Skip to content
      </a>
      <aside
        id={menuId}
        className="hidden border-r border-line bg-surface p-3 md:group-data-[menu=open]/shell:block"
      >
        <div className="sticky top-3">
          <div className="px-2 pt-1 pb-4">
            <Brand />
          </div>
          <Navigation rights={rights} />
        </div>
      </aside>
      <div className="relative min-w-0">
        <TopBar
          role={actor.role}
          rights={rights}
          name={actor.name}
          menu={menu}
          states={states}
          bell={bell && <Bell drawn={bell} markRead={markNoticesReadAction} />}
          signOut={signOutAction}
        />
        <main id="content" tabIndex={-1} className="max-w-[1680px] p-4 outline-none md:p-6">
          <Held hold={hold} release={can(actor, "dispatch:write") ? releaseDispatchAction : null} />
          {children}
        </main>
      </div>
      <ToastStack />
    </div>
  );
}
