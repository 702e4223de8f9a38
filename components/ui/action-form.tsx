"use client";

import {
  type ComponentProps,
  type FormEvent,
  Fragment,
  type ReactNode,
  useActionState,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import type { InputError } from "@/lib/errors";
import type { FormAction, FormState } from "@/lib/web/result";
import { Button } from "./button";
import { KeptNote, UpgradedNote } from "./kept-notes";
import { forgetText, keepText, keptValues, type Values, valuesOf } from "./kept-text";
import { Note } from "./note";
import { Spinner } from "./spinner";
import type { LostText } from "./use-action";
import { answerOf, upgraded, useAnswer } from "./use-action";

/** The errors and values of the last submission, for the form's fields. */
export type Sent<T> = {
  /** What is wrong, by the name of the field. */
  errors: Record<string, string>;
  /** The same as a list, for fields that their name alone does not identify. */
  problems: InputError[];
  /** What was typed, by name, where the page was made anew because scripts do not run; never a password. */
  typed: Record<string, string[]>;
  /** They were typed before the page was loaded. */
  isKept: boolean;
  state: FormState<T> | null;
  pending: boolean;
};

type Props<T> = {
  action: FormAction<T>;
  /** What follows from no answer, as for `answerOf`. */
  lost: LostText;
  /** Under this name what was typed is kept where the page is of another release than the server; for no form with a password. */
  keep?: string;
  /** Where scripts run: what was done. */
  onDone?: (value: T) => void;
  /** Where scripts run, and nothing that was wrong is marked: where the focus belongs. */
  onRefused?: (form: HTMLFormElement) => void;
  /** Where the server judges what is typed, and says it better than the browser. */
  noValidate?: boolean;
  className?: string;
  children: (sent: Sent<T>) => ReactNode;
};

/**
 * A form whose action runs on the server. The browser itself can post it, before scripts have come and without any; where they
 * run, the page stays, and with it what was typed. What belongs to no field stands at its top.
 */
export function ActionForm<T>({ action, lost, keep, onDone, onRefused, children, ...rest }: Props<T>) {
  const [posted, post] = useActionState(action, null);
  const [answer, setAnswer] = useState<FormState<T> | null>(null);
  const [ask, pending] = useAnswer();
  const [kept, setKept] = useState<Values | null>(null);
  /** Each success makes the fields anew, and so empties them; so does what is kept, or no more. */
  const [made, setMade] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const state = answer ?? posted;
  const refusal = state === null || state.ok ? null : state;
  const problems = refusal?.errors ?? [];
  const errors = Object.fromEntries(problems.map(({ path, message }) => [path, message]));

  const restore = (typed: Values | null) => {
    setKept(typed);
    setMade((count) => count + 1);
    if (keep && typed === null) forgetText(keep);
  };

  // What only this tab knows, once its scripts run; whoever leaves the form leaves it.
  const restoreKept = useEffectEvent((name: string) => {
    const typed = keptValues(name);
    if (typed) restore(typed);
  });
  useEffect(() => {
    if (!keep) return;
    restoreKept(keep);
    return () => forgetText(keep);
  }, [keep]);

  const send = (event: FormEvent<HTMLFormElement>) => {
    // Otherwise React would empty the fields, also when they were refused.
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const then = (result: FormState<T>) => {
      setAnswer(result);
      if (keep && !result.ok && result.message === upgraded) keepText(keep, valuesOf(given));
      if (!result.ok) return;
      restore(null);
      onDone?.(result.value);
    };
    ask(() => answerOf(action(state, given), lost), then);
  };

  useEffect(() => {
    if (answer === null || answer.ok || !form.current) return;
    const wrong = form.current.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else onRefused?.(form.current);
  }, [answer, onRefused]);

  return (
    <form ref={form} action={post} onSubmit={send} {...rest}>
      {kept && <KeptNote onDiscard={() => restore(null)} />}
      {refusal &&
        problems.length === 0 &&
        (keep && refusal.message === upgraded ? <UpgradedNote /> : <Note tone="bad">{refusal.message}</Note>)}
      <Fragment key={made}>
        {children({
          errors,
          problems,
          typed: kept ?? refusal?.typed ?? {},
          isKept: kept !== null,
          state,
          pending,
        })}
      </Fragment>
    </form>
  );
}

/** Sends the form. Never disabled: it keeps the focus, and a form that is under way is not sent again. */
export function SubmitButton({
  pending,
  variant = "primary",
  children,
  ...rest
}: Omit<ComponentProps<typeof Button>, "type"> & { pending: boolean }) {
  return (
    <Button type="submit" variant={variant} aria-busy={pending} {...rest}>
      {pending && <Spinner />}
      {children}
    </Button>
  );
}
