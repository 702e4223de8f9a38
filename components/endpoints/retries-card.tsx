import { Card } from "@/components/ui/card";
import { scheduledAttempts } from "@/lib/callback/retry-schedule";
import { durationText } from "@/lib/duration";

/** When a failed callback is tried again, by the schedule that counts for all URLs. @param scheduleMs waits after attempts 1, 2, … */
export function RetriesCard({ scheduleMs }: { scheduleMs: readonly number[] }) {
  const attempts = scheduledAttempts(scheduleMs);
  const last = attempts.at(-1);
  return (
    <Card title="Retries">
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
                    in all
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
          While the URL is probed or suspended nothing is tried, and no attempt is used up. An operator sets
          the schedule in CALLBACK_RETRY_SCHEDULE.
        </p>
      </div>
    </Card>
  );
}
