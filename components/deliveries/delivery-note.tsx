import { Note } from "@/components/ui/note";
import type { DeliveryView } from "@/lib/deliveries/view";
import { situationOf } from "./delivery-situation";
import { explain, type Limits } from "./delivery-words";
import { Sentence } from "./sentence";
import { labelOf } from "./status-label";

/** What to know and to do about a delivery that has not succeeded, in the colour of its status. */
export function DeliveryNote({ delivery, limits }: { delivery: DeliveryView; limits: Limits }) {
  const situation = situationOf(delivery);
  if (situation === "delivered") return null;
  const { what, next, toDo } = explain(delivery, limits);
  const { tone } = labelOf(delivery);
  return (
    <div className="mb-4">
      {/* Not announced: it is there when the page comes. */}
      <Note tone={tone === "bad" || tone === "warn" ? tone : "info"} announced={false}>
        <Sentence parts={[...what, ...next, ...toDo]} />
      </Note>
    </div>
  );
}
