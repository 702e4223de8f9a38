import { unsavedEndpoint } from "@/lib/callback/build-request";
import { refusedUrl } from "@/lib/callback/refused-url";
import type { EventType } from "@/lib/events/event-types";
import type { DialogActions } from "./dialog-actions";
import { LineButtons } from "./line-buttons";
import { LineDetail } from "./line-detail";
import type { KnownUrl, LineTest, MarkedLine } from "./line-marks";
import { SampleRequest } from "./sample-request";

type Props = {
  /** Of what there is to say about the line. */
  detailId: string;
  eventType: EventType;
  line: number;
  /** What stands in it, also where that is no URL. */
  typedUrl: string;
  marked: MarkedLine | undefined;
  problem: string | undefined;
  tests: ReadonlyMap<string, LineTest>;
  known: ReadonlyMap<string, KnownUrl>;
  actions: DialogActions;
  onTest: (url: string) => void;
  onRewrite: (url: string) => void;
};

/** The line under the cursor in full: what there is to say, its buttons, and the request that a test sends. */
export function CurrentLine(props: Props) {
  const { detailId, eventType, line, typedUrl, marked, problem, tests, known, actions } = props;
  const url = marked?.url;
  // One that is stored is called, also where it may not be saved any more.
  const sampled = known.get(typedUrl) ?? (url === undefined ? undefined : unsavedEndpoint(url));
  return (
    <>
      <div className="flex min-h-6 flex-wrap items-start gap-2 sm:flex-nowrap">
        <div id={detailId} aria-live="polite" className="min-w-0 flex-1 basis-full pt-0.5 sm:basis-0">
          <LineDetail
            problem={problem}
            marked={marked}
            test={url === undefined ? undefined : tests.get(url)}
            known={known.get(typedUrl)}
            anyStored={known.size > 0}
            refused={marked?.problem === undefined ? null : refusedUrl(typedUrl)}
            onRewrite={props.onRewrite}
          />
        </div>
        {url !== undefined && (
          <LineButtons
            {...{ url, line, eventType, actions }}
            testing={marked?.mark.kind === "testing"}
            onTest={() => props.onTest(url)}
          />
        )}
      </div>
      {sampled === undefined && marked?.problem !== undefined ? (
        <p className="text-[11.5px] leading-[18px]">Nothing can be sent for line {line}.</p>
      ) : (
        <SampleRequest endpoint={sampled} eventType={eventType} />
      )}
    </>
  );
}
