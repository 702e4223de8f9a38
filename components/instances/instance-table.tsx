import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { instancePath } from "@/lib/instance-path";
import type { InstanceSummary } from "@/lib/instances/view";

const cell = "@4xl:px-4 @4xl:py-2.5 @4xl:align-top";
/** On narrow screens it takes a line of its own. */
const line = "basis-full @4xl:basis-auto";
const head = "px-4 py-2.5 text-left text-xs font-semibold text-text-2";

/** Instances, a row each; on narrow screens each row is a block of its own. */
export function InstanceTable({ instances }: { instances: InstanceSummary[] }) {
  return (
    <div className="@container">
      <table className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={head}>Instance</th>
            <th className={head}>Process</th>
            <th className={`${head} w-48`}>Status</th>
            <th className={`${head} w-24`}>Version</th>
            <th className={`${head} w-32 text-right`}>Changed</th>
          </tr>
        </thead>
        <tbody className="block @4xl:table-row-group">
          {instances.map((instance) => (
            <tr
              key={instance.instanceID}
              className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-0 hover:bg-surface-2 @4xl:table-row @4xl:p-0"
            >
              <td className={`${cell} ${line}`}>
                <Link
                  href={instancePath(instance.instanceID)}
                  prefetch={false}
                  className="font-medium break-all text-primary hover:underline"
                >
                  {instance.instanceID}
                </Link>
              </td>
              <td className={`${cell} min-w-0 break-words`}>{instance.processName}</td>
              <td className={`${cell} min-w-0 break-words`}>
                {visibleText(instance.status) || <span className="text-text-3">–</span>}
              </td>
              <td className={`${cell} text-text-2`}>
                <span className="@4xl:hidden">version </span>
                {instance.version}
              </td>
              <td className={`${cell} text-text-2 @4xl:text-right`}>
                <RelativeTime at={instance.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
