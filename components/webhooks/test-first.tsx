"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { TestResult } from "@/components/endpoints/test-result";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { answerOf } from "@/components/ui/use-action";
import type { TestView } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";

export type TestFirstAction = (input: { endpointID: string }) => Promise<ActionResult<TestView>>;

/** Sends a test to the first URL and shows how it went. */
export function TestFirst({
  endpointID,
  url,
  primary,
  test,
}: {
  endpointID: string;
  url: string;
  primary: boolean;
  test: TestFirstAction;
}) {
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<ActionResult<TestView> | null>(null);
  const run = async () => {
    if (running) return;
    setRunning(true);
    setResult(null);
    setResult(await answerOf(test({ endpointID })));
    setRunning(false);
    router.refresh();
  };
  return (
    <>
      <Button
        variant={primary ? "primary" : "secondary"}
        onClick={run}
        aria-busy={running}
        aria-description={url}
      >
        {running && <Spinner />}
        Test
      </Button>
      <div aria-live="polite" className="basis-full pl-9 text-[12.5px] empty:hidden">
        {result && <TestResult result={result} />}
      </div>
    </>
  );
}
