import { Note } from "@/components/ui/note";
import { adviceFor } from "@/lib/callback/advice";
import { certificateWarning } from "@/lib/endpoints/certificate-view";
import type { EndpointStats } from "@/lib/endpoints/view";
import { ConditionText, conditionOf } from "./condition";
import { conditions } from "./conditions";
import { RefusedUrlNote } from "./refused-url-note";

/** Why the endpoint is not active, what comes next and what to do; or why no new event goes to it. */
export function StateNote({ endpoint }: { endpoint: EndpointStats }) {
  const condition = conditionOf(endpoint);
  const { eventTypes, subscribedTypes, last, pending, url, clientCertificate } = endpoint;
  const warning = clientCertificate && certificateWarning(clientCertificate);
  const advice = last && condition !== "recovering" ? adviceFor(last.outcome, last.statusCode, url) : null;
  return (
    <div className="mb-4 grid gap-3 empty:hidden">
      {condition !== "active" && (
        <Note tone={conditions[condition].tone}>
          <p className="break-words">
            <ConditionText endpoint={endpoint} />
          </p>
          {advice && <p className="mt-1">{advice}</p>}
          {condition === "suspended" && (
            <p className="mt-1">
              “Send a test” shows whether it answers; “Resume” sends what waits and what comes.
            </p>
          )}
          {condition === "probing" && (
            <p className="mt-1">
              One call at a time finds out whether it answers again; then what waits is sent.
              {pending.count > 0 && " Try now makes the next call at once."}
            </p>
          )}
        </Note>
      )}
      {warning && (
        <Note tone={clientCertificate.status === "expired" ? "bad" : "warn"} announced={false}>
          {warning}
        </Note>
      )}
      <RefusedUrlNote url={url} subscribedTypes={subscribedTypes} />
      {eventTypes.length === 0 && (
        <Note>
          {subscribedTypes.length === 0
            ? "This URL was removed from Instance Callback URLs: no new event is sent to it. Entered again, it keeps its signing secret and all that is set here."
            : "The callbacks it is entered for are switched off: no new event is sent to it."}
        </Note>
      )}
    </div>
  );
}
