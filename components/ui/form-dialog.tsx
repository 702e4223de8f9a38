"use client";

import { type FormEvent, Fragment, type ReactNode, useId, useRef, useState } from "react";
import type { InputError } from "@/lib/errors";
import type { ActionResult } from "@/lib/web/result";
import { Button } from "./button";
import { KeptNote, UpgradedNote } from "./kept-notes";
import { forgetText, keepText, keptValues, type Values, valuesOf } from "./kept-text";
import { Dialog } from "./lazy-dialog";
import { Note } from "./note";
import { Spinner } from "./spinner";
import { type LostText, upgraded, useAction } from "./use-action";

/** What is wrong with a field, by its name. */
type FieldErrors = Record<string, string>;

type Props<T> = {
  title: string;
  submitLabel: string;
  submit: (given: FormData) => Promise<ActionResult<T>>;
  /** What follows from no answer, as for `answerOf`. */
  lost: LostText;
  /** Also called when the dialog was closed meanwhile: what is shown only once must not go unseen. */
  onDone: (value: T, given: FormData) => void;
  onClose: () => void;
  /** As for `ActionForm`: under this name what was typed is kept over an upgrade. */
  keep?: string;
  /** The fields; the name of each is the path by which the server speaks of it. */
  children: (errors: FieldErrors, typed: Values) => ReactNode;
};

/** A dialog around a form: what was typed stays until it is done, and whatever is wrong is said where it is. */
export function FormDialog<T>(props: Props<T>) {
  const { title, submitLabel, submit, lost, keep, children } = props;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<string | null>(null);
  /** It opens by script alone, so what only this tab knows is known. */
  const [kept, setKept] = useState(() => (keep === undefined ? null : keptValues(keep)));
  const forget = () => {
    if (keep !== undefined) forgetText(keep);
    setKept(null);
  };
  const onClose = () => {
    forget();
    props.onClose();
  };
  const [run, pending] = useAction(submit, lost);

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const given = new FormData(event.currentTarget);
    setProblem(null);
    run(given, (result) => {
      if (result.ok) {
        forget();
        return props.onDone(result.value, given);
      }
      if (keep !== undefined && result.message === upgraded) keepText(keep, valuesOf(given));
      const found = byField(result.errors ?? []);
      setErrors(found);
      const first = firstNamed(form.current, found);
      if (first) first.focus();
      else setProblem(result.message);
    });
  };

  const footer = (
    <>
      <Button onClick={onClose}>Close</Button>
      {/* Never disabled: it keeps the focus. */}
      <Button type="submit" form={id} variant="primary" aria-busy={pending}>
        {pending && <Spinner />}
        {submitLabel}
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} footer={footer}>
      {/* It opens by script alone. Should the browser ever send it itself, nothing gets into the address. */}
      <form id={id} ref={form} method="post" onSubmit={send} noValidate className="flex flex-col gap-4">
        {kept && <KeptNote onDiscard={forget} />}
        {problem &&
          (keep !== undefined && problem === upgraded ? <UpgradedNote /> : <Note tone="bad">{problem}</Note>)}
        <Fragment key={String(kept === null)}>{children(errors, kept ?? {})}</Fragment>
      </form>
    </Dialog>
  );
}

const byField = (errors: InputError[]): FieldErrors =>
  Object.fromEntries(errors.map(({ path, message }) => [path, message]));

/** The topmost field with an error. */
function firstNamed(form: HTMLFormElement | null, errors: FieldErrors): HTMLElement | undefined {
  const fields =
    form?.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
      "input, select, textarea",
    ) ?? [];
  return [...fields].find(({ name }) => name in errors);
}
