import { CannotFollow, type FollowedEvent, type FollowingState, followEvents } from "./follow-events";
import { type Forwarded, forwardEvent } from "./forward";
import { readOptions, usage } from "./options";

const notSent = {
  dispatched: "",
  switched_off: "  (Callboard itself sends none: switched off)",
  no_urls: "  (Callboard itself sends none: no URL is entered)",
  process_not_wanted: "  (Callboard itself sends none: no URL wants this process)",
} satisfies Record<FollowedEvent["outcome"], string>;

/** `npm run listen`: ends with Ctrl-C, or where Callboard refuses. @returns the exit code: 0 ended, 1 refused, 2 misuse */
export async function main(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const options = readOptions(args, env);
  if (options === null) return said(usage, 0);
  if ("refusal" in options)
    return said(`${options.refusal}\nnpm run listen -- --help tells what there is.`, 2);
  const { callboard, forward, secret } = options;
  const ended = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => ended.abort());
  console.log(`Forwarding the events of ${callboard} to ${forward}. Ctrl-C ends it.`);
  console.log(
    secret === null
      ? "The calls are not signed: the signing secrets stay in Callboard. --secret whsec_… signs them with one of your own."
      : "The calls are signed with the secret given, not with one of Callboard's.",
  );
  try {
    const events = followEvents({
      ...options,
      signal: ended.signal,
      onState: (state) => console.error(stateText(state)),
    });
    for await (const event of events) {
      const startedAt = performance.now();
      const forwarded = await forwardEvent(event, options);
      console.log(lineOf(event, forwarded, Math.round(performance.now() - startedAt)));
      if (ended.signal.aborted) break;
    }
  } catch (error) {
    if (error instanceof CannotFollow) return said(error.message, 1);
    if (!ended.signal.aborted) throw error;
  }
  return 0;
}

function stateText(state: FollowingState): string {
  switch (state.kind) {
    case "following":
      return "Following: what is recorded from now on is forwarded.";
    case "lost":
      return `Callboard cannot be reached (${state.reason}). Asking again until it can.`;
    case "back":
      return "Callboard answers again; going on after the last event.";
  }
}

/** One line a call: when, what, of which instance, what came back and how long it took. */
function lineOf(event: FollowedEvent, forwarded: Forwarded, tookMs: number): string {
  const came = "status" in forwarded ? String(forwarded.status) : forwarded.problem;
  const time = new Date().toTimeString().slice(0, 8);
  return `${time}  ${event.eventType}  ${event.instanceID}  ${came}  ${tookMs} ms${notSent[event.outcome]}`;
}

function said(text: string, exitCode: number): number {
  (exitCode === 0 ? console.log : console.error)(text);
  return exitCode;
}
