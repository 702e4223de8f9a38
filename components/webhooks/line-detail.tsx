import { StatePill } from "@/components/endpoints/state-pill";
import { TestResult } from "@/components/endpoints/test-result";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { type KnownUrl, type LineTest, type MarkedLine, markText } from "./line-marks";

type Props = {
  /** What is wrong, of this line or another or of the whole text, unless it is listed already. */
  problem: string | undefined;
  marked: MarkedLine | undefined;
  test: LineTest | undefined;
  known: KnownUrl | undefined;
  /** Puts that URL into the line. */
  onRewrite: (url: string) => void;
};

/** What there is to say about the line under the cursor, the most urgent only. */
export function LineDetail({ problem, marked, test, known, onRewrite }: Props) {
  if (marked && test?.kind === "running") return <p>Testing …</p>;
  if (marked && test?.kind === "done" && !marked.problem) return <TestResult result={test.result} />;
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
      {rewritten !== undefined && (
        <button type="button" onClick={() => onRewrite(rewritten)} className="text-primary underline">
          Rewrite line {marked.line}
        </button>
      )}
    </p>
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
