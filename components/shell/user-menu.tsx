"use client";

import * as Popover from "@radix-ui/react-popover";
import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { Button, buttonClass } from "@/components/ui/button";
import { type Role, roleLabels } from "@/lib/auth/permissions";

export function UserMenu({ name, role }: { name: string; role: Role }) {
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`Account of ${name}`}
        className="grid size-8 place-items-center rounded-full bg-primary-soft text-xs font-semibold text-primary"
      >
        {initials}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          className="z-50 w-56 rounded-xl border border-line bg-surface p-3 shadow-float"
        >
          <p className="font-semibold break-words">{name}</p>
          <p className="mb-3 text-text-2">{roleLabels[role]}</p>
          <Popover.Close asChild>
            <Link href="/account" className={`mb-2 w-full ${buttonClass()}`}>
              <UserRound aria-hidden className="size-4" />
              Account
            </Link>
          </Popover.Close>
          <Button className="w-full" onClick={() => signOut({ callbackUrl: "/sign-in" })}>
            <LogOut aria-hidden className="size-4" />
            Sign out
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
