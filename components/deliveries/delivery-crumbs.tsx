import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { Neighbours } from "@/lib/deliveries/view";

/** The way back to the list one came from, as it was filtered, and to the deliveries beside this one in it. */
export function DeliveryCrumbs({
  list: { path: list, query, isFiltered },
  deliveryID,
  neighbours: { newer, older },
}: {
  /** `query` with its question mark: the page one came from, and its filters. */
  list: { path: string; query: string; isFiltered: boolean };
  deliveryID: string;
  neighbours: Neighbours;
}) {
  return (
    <div className="mb-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-[12.5px] text-text-2">
      <nav aria-label="Breadcrumb">
        <Link href={`${list}${query}`} className="hover:underline">
          {isFiltered ? "Deliveries, filtered" : "Deliveries"}
        </Link>{" "}
        / {deliveryID}
      </nav>
      <nav aria-label="Beside this delivery in the list" className="flex gap-3">
        <Step id={newer} href={`${list}/${newer}${query}`} name="Newer">
          <ChevronLeft aria-hidden className="size-3.5" />
        </Step>
        <Step id={older} href={`${list}/${older}${query}`} name="Older" after>
          <ChevronRight aria-hidden className="size-3.5" />
        </Step>
      </nav>
    </div>
  );
}

function Step({
  id,
  href,
  name,
  after = false,
  children,
}: {
  id: string | null;
  href: string;
  name: string;
  after?: boolean;
  children: React.ReactNode;
}) {
  const look = "inline-flex items-center gap-0.5";
  const inOrder = after ? [name, children] : [children, name];
  const content = (
    <>
      {inOrder[0]}
      {inOrder[1]}
    </>
  );
  return id === null ? (
    <span className={`${look} text-text-3`}>{content}</span>
  ) : (
    <Link href={href} className={`${look} text-primary hover:underline`}>
      {content}
      <span className="sr-only"> delivery, {id}</span>
    </Link>
  );
}
