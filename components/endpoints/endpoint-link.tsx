import Link from "next/link";
import { TruncatedUrl } from "@/components/ui/truncated-url";

/** A callback URL as text that leads to the page of its endpoint, never to the URL itself. */
export function EndpointLink({ endpointID, url }: { endpointID: string; url: string }) {
  return (
    <Link
      href={`/administration/developer/endpoints/${endpointID}`}
      prefetch={false}
      className="block text-primary hover:underline"
    >
      <TruncatedUrl url={url} />
    </Link>
  );
}
