import { RawText } from "@/components/ui/raw-text";
import { adviceFor } from "@/lib/callback/advice";
import type { TestView } from "@/lib/endpoints/view";

/** What is advised then speaks of the next attempt, and a test has none. */
function isAboutRetries(statusCode: number | null): boolean {
  return statusCode !== null && (statusCode >= 500 || [408, 410, 429].includes(statusCode));
}

/** What is advised after a test, and what was sent and what came back. */
export function TestDetails({ attempt, open = false }: { attempt: TestView; open?: boolean }) {
  const { outcome, statusCode, request, responseHeaders, responseBody } = attempt;
  // The request line: GET, what was asked for, HTTP/1.1.
  const [, target = ""] = (request ?? "").split(" ", 2);
  const advice = isAboutRetries(statusCode) ? null : adviceFor(outcome, statusCode, target);
  return (
    <>
      {advice && <p className="mt-1 text-[12.5px] text-text-2">{advice}</p>}
      <details className="mt-2" open={open}>
        <summary className="text-[12.5px] font-medium text-text-2">Request and response</summary>
        {request === null ? (
          <p className="mt-1 text-text-2">No request was sent.</p>
        ) : (
          <RawText label="Request of the test, as sent" title="Request, as sent" text={request} />
        )}
        {responseHeaders !== null && (
          <RawText
            label="Response to the test"
            title={`Response${statusCode === null ? "" : ` · ${statusCode}`}`}
            text={`${responseHeaders}\n\n${responseBody ?? ""}`.trimEnd()}
          />
        )}
      </details>
    </>
  );
}
