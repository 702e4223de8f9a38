"use client";

import { Code2, LayoutList, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { MenuRights } from "./menu-rights";

/** The side menu: what the reader can open, and nothing else. */
export function Navigation({ rights, onNavigate }: { rights: MenuRights; onNavigate?: () => void }) {
  const path = usePathname();
  const link = (href: string, label: string, current: boolean, icon: React.ReactNode) => (
    <Link
      href={href}
      // Every page is drawn when it is asked for; and whatever is fetched ahead is fetched again at each refresh.
      prefetch={false}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={`flex items-center gap-2.5 rounded-lg px-2.5 py-2 font-medium ${current ? "bg-primary-soft font-semibold text-primary" : "text-text-2 hover:bg-surface-2 hover:text-text"} ${icon ? "" : "pl-9"}`}
    >
      {icon}
      {label}
    </Link>
  );
  const below = ["deliveries", "reconciliation", "notices", "api", "tokens", "history"].find((page) =>
    path.startsWith(`/administration/developer/${page}`),
  );
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5">
      {link(
        "/instances",
        "Process instances",
        path.startsWith("/instances"),
        <LayoutList aria-hidden className="size-4" />,
      )}
      {rights.developer && (
        <>
          <p className="px-2.5 pt-4 pb-1 text-[11.5px] tracking-wider text-text-3 uppercase">
            Administration
          </p>
          {link(
            "/administration/developer",
            "Developer",
            path.startsWith("/administration/developer") && !below,
            <Code2 aria-hidden className="size-4" />,
          )}
          {link("/administration/developer/deliveries", "Deliveries", below === "deliveries", null)}
          {link(
            "/administration/developer/reconciliation",
            "Reconciliation",
            below === "reconciliation",
            null,
          )}
          {link("/administration/developer/notices", "Notices", below === "notices", null)}
          {link("/administration/developer/api", "API", below === "api", null)}
          {link("/administration/developer/tokens", "API tokens", below === "tokens", null)}
          {link("/administration/developer/history", "History", below === "history", null)}
          {rights.users &&
            link(
              "/administration/users",
              "Users",
              path.startsWith("/administration/users"),
              <Users aria-hidden className="size-4" />,
            )}
        </>
      )}
    </nav>
  );
}
