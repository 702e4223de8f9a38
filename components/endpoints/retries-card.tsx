import { Card } from "@/components/ui/card";
import { Help } from "@/components/ui/help";
import { scheduledAttempts } from "@/lib/callback/retry-schedule";
import { durationText } from "@/lib/duration";
import { pausesText } from "@/lib/endpoints/pauses-text";
import { OptionButton } from "./option-button";
import type { OptionProps } from "./option-dialog";

type Props = Pick<OptionProps<"pauses">, "endpointID" | "save"> & {
  /** Its own schedule, seconds after attempts 1, 2, …; null where it has none. */
  pausesS: readonly number[] | null;
  /** That of the installation, ms. */
  usualMs: readonly number[];
};

/** When a failed callback to a URL is tried again. */
export function RetriesCard({ endpointID, pausesS, usualMs, save }: Props) {
  const scheduleMs = pausesS?.map((seconds) => seconds * 1_000) ?? usualMs;
  const attempts = scheduledAttempts(scheduleMs);
  const last = attempts.at(-1);
  return (
    <Card
      title="Retries"
      aside={
        <span className="flex items-center gap-2">
          <Help about="Retries">
            The pauses after failed attempts 1, 2 and so on, in place of the schedule of this installation.
            What waits already goes out when it was to; its next pause is by the new schedule.
          </Help>
          <OptionButton
            label="Edit the retries"
            endpointID={endpointID}
            title="Retries of this URL"
            fields={[
              {
                name: "pauses",
                label: "Pauses",
                value: pausesS === null ? "" : pausesText(pausesS),
                hint: "1 to 15 pauses of 1s to 24h, 7 days in total at most. Leave it empty for the schedule of this installation.",
                placeholder: "example: 30s, 5m, 2h",
              },
            ]}
            save={save}
          />
        </span>
      }
    >
      <div className="px-4 py-3 text-[12.5px]">
        {last === undefined ? (
          <p>A callback that fails is not tried again: its delivery has failed.</p>
        ) : (
          <>
            <p>
              A callback that fails is tried again, {last.number} attempts at most, the last about{" "}
              {durationText(last.sinceFirstMs)} after the first. Then its delivery has failed.
            </p>
            <table className="mt-2 w-full">
              <caption className="sr-only">When each attempt comes</caption>
              <thead className="text-left text-text-2">
                <tr>
                  <th scope="col" className="py-0.5 font-normal">
                    Attempt
                  </th>
                  <th scope="col" className="py-0.5 text-right font-normal">
                    after a failure
                  </th>
                  <th scope="col" className="py-0.5 text-right font-normal">
                    in total
                  </th>
                </tr>
              </thead>
              <tbody>
                {attempts.map(({ number, afterMs, sinceFirstMs }) => (
                  <tr key={number}>
                    <th scope="row" className="py-0.5 text-left font-normal">
                      {number}
                    </th>
                    <td className="py-0.5 text-right">{durationText(afterMs)}</td>
                    <td className="py-0.5 text-right text-text-2">{durationText(sinceFirstMs)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
        <p className="mt-2 text-text-2">
          {last !== undefined &&
            "Each wait varies by up to 20 %. A longer Retry-After in the answer is honoured, up to 24 h. "}
          While the URL is probed or suspended nothing is tried, and no attempt is used up.{" "}
          {pausesS === null
            ? "An operator sets the schedule in CALLBACK_RETRY_SCHEDULE."
            : "This URL has a schedule of its own."}
        </p>
      </div>
    </Card>
  );
}
