"use client";

import * as Popover from "@radix-ui/react-popover";
import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { buttonClass } from "@/components/ui/button";
import { type Role, roleLabels } from "@/lib/auth/permissions";
import type { FormAction } from "@/lib/web/result";
import { ThemeChoice } from "./theme-choice";

type Props = { name: string; role: Role; signOut: FormAction };

/** Who is signed in, the way to their account, and out. What opens by script alone stands beside it where none run. */
export function UserMenu({ name, role, signOut }: Props) {
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <Popover.Root>
      <noscript>
        <span className="flex items-center gap-3">
          <a href="/account" className={buttonClass()}>
            Account
          </a>
          <SignOut signOut={signOut} />
        </span>
      </noscript>
      <Popover.Trigger
        aria-label={`Account of ${name}`}
        className="grid size-8 place-items-center rounded-full bg-primary-soft text-xs font-semibold text-primary noscript:hidden"
      >
        {initials}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          className="z-50 w-64 rounded-xl border border-line bg-surface p-3 shadow-float"
        >
          <p className="font-semibold break-words">{name}</p>
          <p className="mb-3 text-text-2">{roleLabels[role]}</p>
          <ThemeChoice />
          <Popover.Close asChild>
            <Link href="/account" className={`mb-2 w-full ${buttonClass()}`}>
              <UserRound aria-hidden className="size-4" />
              Account
            </Link>
          </Popover.Close>
          <SignOut signOut={signOut} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SignOut({ signOut }: Pick<Props, "signOut">) {
  return (
    <ActionForm action={signOut} lost=". You may still be signed in; try again.">
      {({ pending }) => (
        <SubmitButton pending={pending} variant="secondary" className="w-full">
          <LogOut aria-hidden className="size-4" />
          Sign out
        </SubmitButton>
      )}
    </ActionForm>
  );
}
