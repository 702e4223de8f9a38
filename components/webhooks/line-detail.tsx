import { StatePill } from "@/components/endpoints/state-pill";
import { TestResult } from "@/components/endpoints/test-result";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { RefusedUrl } from "@/lib/callback/refused-url";
import { type KnownUrl, type LineTest, type MarkedLine, markText } from "./line-marks";

type Props = {
  /** What is wrong, of this line or another or of the whole text, unless it is listed already. */
  problem: string | undefined;
  marked: MarkedLine | undefined;
  test: LineTest | undefined;
  /** What is known of the line's URL where it is stored, also where it may not be saved any more. */
  known: KnownUrl | undefined;
  /** Whether any URL is stored, so that this line may be one of those, changed. */
  anyStored: boolean;
  /** Why the line's URL may not be saved, where that is how it is written. */
  refused: RefusedUrl | null;
  /** Puts that URL into the line. */
  onRewrite: (url: string) => void;
};

/** What there is to say about the line under the cursor, the most urgent only. */
export function LineDetail({ problem, marked, test, known, anyStored, refused, onRewrite }: Props) {
  if (marked && test?.kind === "running") return <p>Testing …</p>;
  if (marked && test?.kind === "done" && !marked.problem) return <TestResult result={test.result} />;
  if (marked?.problem && refused && (known || refused.rewritten !== null))
    return <Refused {...{ problem, refused, known, onRewrite }} line={marked.line} />;
  if (problem) return <p className="break-words text-bad">{problem}</p>;
  if (!marked?.url) return null;
  const { rewritten } = marked;
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      {known && known.name !== null && <span className="font-medium">{visibleText(known.name)}</span>}
      {known && known.state !== "active" && <State known={known} />}
      {known?.last && (
        <span>
          Last callback: {lastText(marked, known)}, <RelativeTime at={known.last.at} />.
        </span>
      )}
      {!known && !marked.note && <span>Checked; not saved yet.</span>}
      {known && !known.last && <span>Not called yet.</span>}
      {marked.note && <span>{marked.note}</span>}
      {!known && anyStored && <span>A new or changed URL gets a secret and settings of its own.</span>}
      {rewritten !== undefined && <Rewrite line={marked.line} onPress={() => onRewrite(rewritten)} />}
    </p>
  );
}

/** A line that may not be saved, with a way out: what is wrong, what that does where it is stored, how else to write it. */
function Refused({
  line,
  problem,
  refused: { effect, rewritten },
  known,
  onRewrite,
}: Pick<Props, "problem" | "known" | "onRewrite"> & { line: number; refused: RefusedUrl }) {
  return (
    <p className="break-words">
      {problem && <span className="text-bad">{problem} </span>}
      {known && <>It was saved before that was refused, and is called as it stands. {effect} </>}
      {rewritten !== null && (
        <>
          <Rewrite line={line} onPress={() => onRewrite(rewritten)} />{" "}
        </>
      )}
      {known && (
        <>
          Written anew it is another URL, with a secret of its own:{" "}
          <a
            href={`/administration/developer/endpoints/${known.endpointID}`}
            target="_blank"
            rel="noreferrer"
            className="text-primary underline"
          >
            what is set for this one
          </a>
          .
        </>
      )}
    </p>
  );
}

function Rewrite({ line, onPress }: { line: number; onPress: () => void }) {
  return (
    <button type="button" onClick={onPress} className="text-primary underline">
      Rewrite line {line}
    </button>
  );
}

function State({ known: { state, endpointID } }: { known: KnownUrl }) {
  if (state === "active") return null;
  const suspended = state === "suspended";
  return (
    <>
      <StatePill condition={state} />
      <span>
        {suspended ? "What is due waits until it is resumed. " : "It gets single calls only. "}
        <a
          href={`/administration/developer/endpoints/${endpointID}`}
          target="_blank"
          rel="noreferrer"
          className="text-primary underline"
        >
          {suspended ? "Resume it" : "Why"}
        </a>
      </span>
    </>
  );
}

function lastText({ mark }: MarkedLine, { last }: KnownUrl): string {
  if ("of" in mark && mark.of === "last callback") return markText(mark).replace("last callback ", "");
  if (!last) return "";
  const code = last.statusCode === null ? "" : `, ${last.statusCode}`;
  return `${last.outcome === "delivered" ? "delivered" : last.outcome === "in_progress" ? "under way" : "failed"}${code}`;
}
