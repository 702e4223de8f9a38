import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import type { InstanceView } from "@/lib/instances/view";

const cell = "block px-4 py-0.5 md:table-cell md:py-2.5";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** Instances, a row each; on narrow screens each row is a block of its own. */
export function InstanceTable({ instances }: { instances: InstanceView[] }) {
  return (
    <table className="block w-full md:table">
      <thead className="hidden border-b border-line md:table-header-group">
        <tr>
          <th className={head}>Instance</th>
          <th className={head}>Process</th>
          <th className={head}>Status</th>
          <th className={head}>Version</th>
          <th className={`${head} text-right`}>Changed</th>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {instances.map((instance) => (
          <tr
            key={instance.instanceID}
            className="block border-b border-line py-2.5 last:border-0 hover:bg-surface-2 md:table-row md:py-0"
          >
            <td className={cell}>
              <Link
                href={`/instances/${encodeURIComponent(instance.instanceID)}`}
                prefetch={false}
                className="font-medium break-all text-primary hover:underline"
              >
                {instance.instanceID}
              </Link>
            </td>
            <td className={`${cell} break-words`}>{instance.processName}</td>
            <td className={`${cell} break-words`}>
              {instance.status || <span className="text-text-3">–</span>}
            </td>
            <td className={`${cell} text-text-2`}>
              <span className="md:hidden">version </span>
              {instance.version}
            </td>
            <td className={`${cell} text-text-2 md:text-right`}>
              <Ago at={instance.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
