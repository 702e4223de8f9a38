import Link from "next/link";
import { conditions } from "@/components/endpoints/conditions";
import { Pill } from "@/components/ui/pill";
import { plural } from "@/lib/plural";

type Counts = { suspended: number; probing: number };

/** On every page: how many URLs are suspended, and how many are probed. Both lead to where they can be mended. */
export function StateBadge(counts: Counts) {
  const { suspended, probing } = counts;
  if (suspended + probing === 0) return null;
  return (
    <Link href="/administration/developer" prefetch={false} className="flex items-center gap-2">
      {suspended > 0 && <StateCount condition="suspended" count={suspended} />}
      {probing > 0 && (
        // Narrow screens have room for the worse of the two.
        <span className={suspended > 0 ? "flex max-sm:hidden" : "flex"}>
          <StateCount condition="probing" count={probing} />
        </span>
      )}
    </Link>
  );
}

function StateCount({ condition, count }: { condition: keyof Counts; count: number }) {
  const { word, tone, Icon } = conditions[condition];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden className="size-3" />}>
      <span>
        {count}{" "}
        <span className="max-lg:sr-only">
          {plural(count, "URL", "URLs")} {word.toLowerCase()}
        </span>
      </span>
    </Pill>
  );
}
