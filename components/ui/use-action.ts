"use client";

import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import { useState, useTransition } from "react";
import type { ActionFailure, ActionResult } from "@/lib/web/result";

/** What follows from no answer, as the rest of a sentence that has begun: with the punctuation before it. */
export type LostText = `${"." | "," | ";"} ${string}`;

/**
 * What a server action answers, or a failure that says that no answer came. Rejects with Next's redirects only.
 * @param lost nobody knows then whether the work was done
 */
export async function answerOf<R>(
  answer: Promise<R>,
  lost: LostText = ". Try again.",
): Promise<R | ActionFailure> {
  try {
    return await answer;
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, status: 0, message: whyNoAnswer(error, lost) };
  }
}

/** What a failure says where the server is of another release than the page. */
export const upgraded =
  "Callboard was upgraded since this page was loaded. Copy what you typed, then load the page again.";

/** What Next's script in the browser makes of an answer that is none of an action's and no text: a proxy's page, say. */
const unexpectedAnswer = "An unexpected response was received from the server.";
const maxRefusalLength = 300;

/** A request that was refused before it reached the action has a sentence of the server's as its error's text. */
function whyNoAnswer(error: unknown, lost: LostText): string {
  if (unstable_isUnrecognizedActionError(error)) {
    return upgraded;
  }
  // A fetch that gets no answer rejects with a TypeError (Fetch, 5.6).
  if (!(error instanceof Error) || error instanceof TypeError) return notReached(lost);
  const { message } = error;
  if (message === unexpectedAnswer || message.length > maxRefusalLength || message.trim() === "") {
    return `Something between you and Callboard answered in its place${lost}`;
  }
  return message;
}

/** What a person is told where nothing answered. @param what ends the sentence: what is unknown, what to do */
export const notReached = (what: string) => `Callboard could not be reached${what}`;

/**
 * Asks for one answer at a time. What `then` sets is shown together with the page's new state. Without an answer there is none: that
 * is shown at once, since a refresh may be waiting for Callboard, and transitions wait for each other, navigation among them. What
 * may take seconds uses `answerOf` alone.
 */
export function useAnswer() {
  const [waiting, startAction] = useTransition();
  const [isLost, setLost] = useState(false);
  const pending = waiting && !isLost;
  const ask = <R extends ActionResult<unknown>>(answer: () => Promise<R>, then: (result: R) => void) => {
    if (pending) return;
    setLost(false);
    startAction(async () => {
      const result = await answer();
      if (result.ok || result.status !== 0) {
        startAction(() => then(result));
      } else {
        setLost(true);
        then(result);
      }
    });
  };
  return [ask, pending] as const;
}

/**
 * Runs a server action, and not again while it runs, as `useAnswer` does.
 * @param lost as for `answerOf`
 */
export function useAction<Input, T>(action: (input: Input) => Promise<ActionResult<T>>, lost?: LostText) {
  const [ask, pending] = useAnswer();
  const run = (input: Input, then: (result: ActionResult<T>) => void) =>
    ask(() => answerOf(action(input), lost), then);
  return [run, pending] as const;
}
