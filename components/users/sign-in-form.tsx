"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { busySentence } from "@/lib/errors";

/** `target` is a path of our own that the person wanted. */
export function SignInForm({ target }: { target: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setPending(true);
    setProblem(null);
    const answer = await signIn("credentials", {
      email: String(given.get("email")),
      password: String(given.get("password")),
      redirect: false,
    }).catch(() => null);
    // A whole page load: everything shown from now on is the new person's.
    if (answer?.ok) return window.location.assign(target);
    setPending(false);
    setProblem(problemOf(answer?.status, answer?.error));
    form.current?.querySelector<HTMLInputElement>("input[name=password]")?.select();
  };

  return (
    <form ref={form} onSubmit={submit} className="flex flex-col gap-4">
      {problem && <Note tone="bad">{problem}</Note>}
      <Field label="Email" name="email" type="email" autoComplete="username" required autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" variant="primary" disabled={pending} className="py-2">
        {pending && <Spinner />}
        Sign in
      </Button>
    </form>
  );
}

/** What went wrong, by what the server answered; the same for an email nobody has and a wrong password. */
function problemOf(status: number | undefined, error: string | null | undefined): string {
  const [, seconds] = /^wait-(\d+)$/.exec(error ?? "") ?? [];
  if (seconds) return `Too many attempts. Try again in ${spoken(Number(seconds))}.`;
  if (error === "busy") return busySentence;
  return status === 401 && error !== "unavailable"
    ? "The email or the password is not right, or the account is disabled."
    : "Callboard could not be reached. Try again in a moment.";
}

/** Rounded up, so that whoever waits that long gets through. */
function spoken(seconds: number): string {
  if (seconds === 1) return "1 second";
  return seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
