import Link from "next/link";
import { visibleText } from "@/components/ui/visible-text";
import { instancePath } from "@/lib/instance-path";
import type { Beginning, ShownField } from "@/lib/instances/view";
import { grouped } from "@/lib/plural";

/** A field's text, with its value where that is another; of long ones the beginning, and a way to all of it. */
export function FieldText({ instanceID, field }: { instanceID: string; field: ShownField }) {
  const { name, text, value } = field;
  // Only instances kept here have fields, and their IDs have a path.
  const address = `${instancePath(instanceID)}?${new URLSearchParams({ field: name })}`;
  const cut = [text, ...(value ? [value] : [])].filter(isCut);
  const length = Math.max(...cut.map((part) => part.length));
  return (
    <>
      {shown(text) || <span className="text-text-3">empty</span>}
      {value && <span className="text-text-3"> ({shown(value) || "empty"})</span>}
      {cut.length > 0 && (
        <Link href={address} prefetch={false} scroll={false} className="block text-primary underline">
          Show all {grouped(length)} characters
        </Link>
      )}
    </>
  );
}

/** By characters, as the database counts them. */
const isCut = ({ shown, length }: Beginning) => [...shown].length < length;

const shown = (part: Beginning) => `${visibleText(part.shown)}${isCut(part) ? "…" : ""}`;
