import { CircleCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { FirstSteps as Steps } from "@/lib/webhooks/view";
import { OpenWebhooks } from "./open-webhooks";
import { receiverCommand, receiverUrl } from "./receiver-command";
import type { TestFirstAction } from "./test-first";
import { CopyStep, TestFirstStep } from "./test-first-step";

type Props = {
  steps: Steps;
  /** Whether the receiver on this machine may be called. */
  localAllowed: boolean;
  /** The first URL that is entered. */
  endpoint: { endpointID: string; url: string } | null;
  test: TestFirstAction;
};

/** What leads to the first callback, step by step; shown until all is done. */
export function FirstSteps({ steps: { entered, tested, changed }, localAllowed, endpoint, test }: Props) {
  return (
    <Card title="Three steps to the first callback">
      <ol className="grid @container">
        <Step
          number={1}
          done={entered}
          title="Enter a URL"
          button={<OpenWebhooks variant={entered ? "secondary" : "primary"}>Enter a URL</OpenWebhooks>}
        >
          Type the URL of your application, one per line, and switch its callback on.
          {localAllowed && (
            <>
              {" "}
              No application yet? This line, in a terminal on this machine, starts one at{" "}
              <code className="text-[12.5px]">{receiverUrl}</code> that prints what it gets:
              <span className="mt-1.5 flex max-w-full items-center gap-1">
                <code className="min-w-0 rounded-md bg-surface-2 px-2 py-1 text-[12.5px] wrap-anywhere">
                  {receiverCommand}
                </code>
                <CopyStep text={receiverCommand} label="Copy the receiver's command" />
              </span>
            </>
          )}
        </Step>
        <Step
          number={2}
          done={tested}
          title="Test it"
          button={
            endpoint && (
              <TestFirstStep key={endpoint.endpointID} {...endpoint} primary={!tested} test={test} />
            )
          }
        >
          A test is the same request, for an instance called{" "}
          <code className="text-[12.5px]">callboard-test</code>.
        </Step>
        <Step
          number={3}
          done={changed}
          title="Create an instance"
          button={
            <Link href="/instances/new" className={buttonClass(entered && tested ? "primary" : "secondary")}>
              New instance
            </Link>
          }
        >
          Its callback goes out at once, and this page shows how it went.
        </Step>
      </ol>
    </Card>
  );
}

function Step({
  number,
  done,
  title,
  button,
  children,
}: {
  number: number;
  done: boolean;
  title: string;
  button: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b border-line px-4 py-3.5 last:border-0">
      <span className="grid size-6 shrink-0 place-items-center">
        {done ? (
          <CircleCheck aria-hidden className="size-6 text-ok" />
        ) : (
          <span
            aria-hidden
            className="grid size-6 place-items-center rounded-full bg-primary-soft text-xs font-bold text-primary"
          >
            {number}
          </span>
        )}
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-semibold">
          {title}
          {done && <span className="ml-2 text-[12.5px] font-normal text-ok">Done</span>}
        </h3>
        <div className="text-text-2">{children}</div>
      </div>
      {button}
    </li>
  );
}
