import { Check, CircleAlert } from "lucide-react";
import { Pill } from "@/components/ui/pill";
import { visibleText } from "@/components/ui/visible-text";
import type { TestView } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import type { ActionResult } from "@/lib/web/result";

/** How a test went, in one line. */
export function TestResult({ result }: { result: ActionResult<TestView> }) {
  if (!result.ok) return <p className="text-bad">{result.message}</p>;
  const { outcome, statusCode, cause, totalMs, signedWithOwnSecret } = result.value;
  const delivered = outcome === "delivered";
  const Icon = delivered ? Check : CircleAlert;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-text-2">
      <Pill tone={delivered ? "ok" : "bad"} icon={<Icon aria-hidden className="size-3" />}>
        {delivered ? "Test delivered" : "Test failed"}
        {statusCode === null ? "" : ` · ${statusCode}`} · {grouped(Math.round(totalMs))} ms
      </Pill>
      <span className="min-w-0 break-words">
        {visibleText(cause)}
        {signedWithOwnSecret ? "" : " Signed with a temporary secret: this URL gets its own when you save."}
      </span>
    </p>
  );
}
