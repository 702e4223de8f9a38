import Link from "next/link";
import { visibleText } from "@/components/ui/visible-text";
import { endpointTitle } from "@/lib/endpoint-title";
import { counted } from "@/lib/plural";

/** Which URLs did not get this delivery's event, since their list of processes does not name its own; nothing where none did. */
export function LeftOut({
  processName,
  urls,
}: {
  processName: string;
  urls: readonly { endpointID: string; url: string; name: string | null }[];
}) {
  if (urls.length === 0) return null;
  return (
    <details className="mb-4 text-[13px] text-text-2">
      <summary>
        {counted(urls.length, "URL", "URLs")} left this event out: not called for {visibleText(processName)}
      </summary>
      <ul className="mt-1 grid gap-1">
        {urls.map(({ endpointID, ...of }) => (
          <li key={endpointID} className="break-all">
            <Link
              href={`/administration/developer/endpoints/${endpointID}`}
              prefetch={false}
              className="text-primary underline"
            >
              {visibleText(endpointTitle(of).title)}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
