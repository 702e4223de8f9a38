import { Pause, Radar } from "lucide-react";
import Link from "next/link";
import { Pill } from "@/components/ui/pill";
import { plural } from "@/lib/plural";

/** On every page: how many URLs are suspended, and, less loud, how many are probed. Both lead to where they can be mended. */
export function StateBadge({ suspended, probing }: { suspended: number; probing: number }) {
  if (suspended + probing === 0) return null;
  return (
    <Link href="/administration/developer" prefetch={false} className="flex items-center gap-2">
      {suspended > 0 && (
        <Pill tone="warn" icon={<Pause aria-hidden className="size-3" />}>
          <span>
            {suspended} <span className="max-lg:sr-only">{plural(suspended, "URL", "URLs")} suspended</span>
          </span>
        </Pill>
      )}
      {probing > 0 && (
        // Narrow screens have room for the worse of the two.
        <span className={suspended > 0 ? "flex max-sm:hidden" : "flex"}>
          <Pill tone="idle" icon={<Radar aria-hidden className="size-3" />}>
            <span>
              {probing} <span className="max-lg:sr-only">{plural(probing, "URL", "URLs")} probed</span>
            </span>
          </Pill>
        </span>
      )}
    </Link>
  );
}
