import Link from "next/link";
import { TruncatedUrl } from "@/components/ui/truncated-url";
import { visibleText } from "@/components/ui/visible-text";
import { endpointTitle } from "@/lib/endpoint-title";

/** A callback URL as text, under its name where it has one, that leads to the page of its endpoint, never to the URL itself. */
export function EndpointLink({
  endpointID,
  url,
  name = null,
}: {
  endpointID: string;
  url: string;
  name?: string | null;
}) {
  const { title, url: beside } = endpointTitle({ name, url });
  return (
    <Link
      href={`/administration/developer/endpoints/${endpointID}`}
      prefetch={false}
      className="group block text-primary"
    >
      {beside === null ? (
        <span className="block group-hover:underline">
          <TruncatedUrl url={url} />
        </span>
      ) : (
        <>
          <span className="block truncate font-medium group-hover:underline">{visibleText(title)}</span>
          <span className="block text-text-2">
            <TruncatedUrl url={beside} />
          </span>
        </>
      )}
    </Link>
  );
}
