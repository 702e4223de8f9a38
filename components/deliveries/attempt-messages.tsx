import { CopyButton } from "@/components/ui/copy-button";
import { RawText } from "@/components/ui/raw-text";
import { curlOf } from "@/lib/callback/curl";
import type { AttemptView } from "@/lib/deliveries/view";

/** What one attempt sent and what came back, to read and to copy. */
export function AttemptMessages({ attempt, url }: { attempt: AttemptView; url: string }) {
  const { number, outcome, request, responseHeaders, responseBody, statusCode } = attempt;
  const response = responseHeaders === null ? null : `${responseHeaders}\n\n${responseBody ?? ""}`.trimEnd();
  return (
    <div className="px-4 py-3">
      {request === null ? (
        <p className="text-text-2">
          {outcome === "in_progress" ? "Kept when the call has ended." : "No request was sent."}
        </p>
      ) : (
        <>
          <RawText
            label={`Request of attempt ${number}, as sent`}
            title="Request, as sent"
            text={request}
            actions={
              <>
                <CopyButton text={request} label="Copy request" worded />
                <CopyButton text={curlOf(request, url)} label="Copy as curl" worded />
              </>
            }
          />
          <p className="mt-1 text-[12.5px] text-text-2">
            The signature covers its timestamp, and that ages: receivers refuse a copy that is some minutes
            old.
          </p>
        </>
      )}
      {response !== null && (
        <RawText
          label={`Response to attempt ${number}`}
          title={`Response${statusCode ? ` · ${statusCode}` : ""}`}
          text={response}
          actions={<CopyButton text={response} label="Copy response" worded />}
        />
      )}
      {request !== null && response === null && outcome !== "in_progress" && (
        <p className="mt-2 text-text-2">No response came.</p>
      )}
    </div>
  );
}
