import Link from "next/link";
import { Note } from "@/components/ui/note";
import { refusedUrl } from "@/lib/callback/refused-url";
import type { EndpointStats } from "@/lib/endpoints/view";

/** That a release before has saved a URL that may not be saved any more: what is wrong with it, and what to do. */
export function RefusedUrlNote({ url, subscribedTypes }: Pick<EndpointStats, "url" | "subscribedTypes">) {
  const refused = refusedUrl(url);
  if (refused === null || subscribedTypes.length === 0) return null;
  return (
    <Note tone="warn" announced={false}>
      <p>
        This URL{refused.problem} It was saved before that was refused, and is called as it stands.{" "}
        {refused.effect}
      </p>
      <p className="mt-1">
        {refused.rewritten === null ? "Write it anew" : "Press Rewrite at its line"} under{" "}
        <Link href="/administration/developer" prefetch={false} className="underline">
          Developer resources
        </Link>
        , Webhooks, and save; until then no change of the URLs can be saved. The new one is another URL, with
        a secret of its own: set for it what is set here. This page and its deliveries stay.
      </p>
    </Note>
  );
}
