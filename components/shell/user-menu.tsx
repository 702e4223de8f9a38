"use client";

import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { buttonClass } from "@/components/ui/button";
import type { FormAction } from "@/lib/web/result";
import { ThemeChoice } from "./theme-choice";

type Props = {
  name: string;
  /** What the role is called. */
  role: string;
  signOut: FormAction;
};

const menuId = "user-menu";

/** Who is signed in, the theme, the way to their account, and out. */
export function UserMenu({ name, role, signOut }: Props) {
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  // The browser's own popover: it opens without scripts as well, and Escape and a click outside close it.
  return (
    <>
      <button
        type="button"
        popoverTarget={menuId}
        aria-label={`Account of ${name}`}
        className="grid size-8 place-items-center rounded-full bg-primary-soft text-xs font-semibold text-primary"
      >
        {initials}
      </button>
      <div
        id={menuId}
        popover="auto"
        className="fixed inset-auto top-13 right-4 m-0 w-64 rounded-xl border border-line bg-surface p-3 text-text shadow-float md:right-6"
      >
        <p className="font-semibold break-words">{name}</p>
        <p className="mb-3 text-text-2">{role}</p>
        <ThemeChoice />
        <Link
          href="/account"
          onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
          className={`mb-2 w-full ${buttonClass()}`}
        >
          <UserRound aria-hidden className="size-4" />
          Account
        </Link>
        <SignOut signOut={signOut} />
      </div>
    </>
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
