import { refusedParts } from "./refused-parts";
import { spellingProblem } from "./url-rules";

/** What is told of a URL that may not be saved for how it is written, also where a release before has saved it. */
export type RefusedUrl = {
  /** Reads after "This URL": ` contains a bare ". Write %22.` */
  problem: string;
  /** What calls to it meet where it is stored, a sentence; null where nothing is known to. */
  effect: string | null;
  /** The URL as it may be saved; null where only its owner can say what is meant. */
  rewritten: string | null;
};

/** Null where its spelling keeps the rules; which addresses are allowed is not asked. Pure. */
export function refusedUrl(url: string): RefusedUrl | null {
  const verdict = spellingProblem(url);
  if (verdict === null) return null;
  const rewritten = refusedParts(url)?.rewritten ?? null;
  return {
    problem: `${verdict.joint}${verdict.problem}`,
    effect: effectOf(url),
    rewritten: rewritten !== null && spellingProblem(rewritten) === null ? rewritten : null,
  };
}

/** The signature holds the query in quotes, so one in it ends the text for whoever takes it out of them. */
function effectOf(url: string): string | null {
  const at = url.indexOf('"');
  if (at === -1) return null;
  return url.slice(0, url.lastIndexOf('"')).includes("?")
    ? "Libraries that verify signatures refuse such a call."
    : "Some services refuse such a call.";
}
