import { Check, CircleAlert, CircleX, PencilLine, TriangleAlert, X } from "lucide-react";
import { memo } from "react";
import { conditions } from "@/components/endpoints/conditions";
import { Spinner } from "@/components/ui/spinner";
import { type Mark, markText } from "./line-marks";

const colors = { warn: "text-warn", bad: "text-bad" } as const;

const icons = {
  typing: [PencilLine, "text-text-3"],
  checked: [Check, "text-ok"],
  delivered: [Check, "text-ok"],
  failed: [CircleX, "text-bad"],
  warning: [TriangleAlert, "text-warn"],
  wrong: [X, "text-bad"],
  untested: [CircleAlert, "text-warn"],
  probing: [conditions.probing.Icon, colors[conditions.probing.tone]],
  suspended: [conditions.suspended.Icon, colors[conditions.suspended.tone]],
} as const;

/** A mark as the eye sees it; `markText` says it to everybody else. */
function LineMark({ mark }: { mark: Mark }) {
  if (mark.kind === "testing") return <Spinner />;
  const [Icon, color] = icons[mark.kind];
  const code = "code" in mark ? mark.code : null;
  if (code !== null)
    return (
      <span aria-hidden className={`text-[10.5px] font-semibold ${color}`}>
        {code}
      </span>
    );
  return <Icon aria-hidden className={`size-3.5 ${color}`} strokeWidth={2.5} />;
}

/** A line's mark in the gutter, in words for those who cannot see it. Of a line that can be tested it is the button for that. */
export const GutterMark = memo(Gutter, (before, now) => {
  const isSame = before.mark.kind === now.mark.kind && markText(before.mark) === markText(now.mark);
  return isSame && before.testLabel === now.testLabel && before.onTest === now.onTest;
});

type Props = {
  mark: Mark;
  line: number;
  testLabel: string | null;
  /** The same function from one rendering to the next: of 500 marks only those that changed are drawn again. */
  onTest: (line: number) => void;
};

function Gutter({ mark, line, testLabel, onTest }: Props) {
  const text = markText(mark);
  const words = <span className="sr-only">{text}</span>;
  if (testLabel === null) {
    return (
      <span title={text} className="grid h-[19px] w-6 place-items-center">
        {words}
        <LineMark mark={mark} />
      </span>
    );
  }
  return (
    <>
      {words}
      <button
        type="button"
        // By keyboard the line under the cursor is tested with the button below: no stop more for each line.
        tabIndex={-1}
        aria-label={testLabel}
        title={`${text}; press to test`}
        onClick={() => onTest(line)}
        className="grid h-[19px] w-6 place-items-center rounded hover:bg-primary-soft"
      >
        <LineMark mark={mark} />
      </button>
    </>
  );
}
