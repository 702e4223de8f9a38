import type { ReactNode } from "react";
import type { DeliveryView, LogRow } from "@/lib/deliveries/view";
import { DeliveryRow, type RowOptions } from "./delivery-row";
import { columnWidths } from "./log-columns";

const head = "px-2 py-2 text-left text-xs font-semibold text-text-2 @6xl:px-3";
const edge = "@4xl:first:pl-4 @4xl:last:pr-3";

/** Deliveries, a row each, where allowed with Resend. */
export function DeliveryTable({
  deliveries,
  name = "Deliveries",
  showInstance = true,
  showUrl = true,
  query = "",
  resend,
}: {
  deliveries: DeliveryView[];
  /** What the table is called to those who do not see it. */
  name?: string;
} & Partial<RowOptions>) {
  const rows = deliveries.map(
    (delivery): LogRow => ({ kind: "delivery", id: delivery.deliveryID, delivery }),
  );
  return <LogTable name={name} rows={rows} options={{ showInstance, showUrl, query, resend }} />;
}

/** Rows of the log under their headings. */
export function LogTable({ name, rows, options }: { name: string; rows: LogRow[]; options: RowOptions }) {
  return (
    <LogFrame name={name} options={options} widths={columnWidths(rows)}>
      {rows.map((row) => (
        <DeliveryRow key={row.id} row={row} options={options} />
      ))}
    </LogFrame>
  );
}

/** The table around the rows. */
function LogFrame({
  name,
  options: { showInstance, showUrl },
  widths,
  children,
}: {
  name: string;
  options: RowOptions;
  widths: ReturnType<typeof columnWidths>;
  children: ReactNode;
}) {
  return (
    <div className="@container">
      <table aria-label={name} className="block w-full @4xl:table @4xl:table-fixed">
        <thead className="hidden border-b border-line @4xl:table-header-group">
          <tr>
            <th className={`${head} ${edge} w-41 @6xl:w-43`}>Status</th>
            <th className={`${head} w-18 @6xl:w-19`}>Event</th>
            {showInstance && (
              <th className={head} style={showUrl ? { width: widths.instance } : undefined}>
                Instance
              </th>
            )}
            {showUrl && <th className={head}>URL</th>}
            <th className={head} style={{ width: showInstance ? widths.result : "16rem" }}>
              Last result
            </th>
            <th className={`${head} w-22 text-right`}>When</th>
            <th className={`${head} ${edge} w-12`}>
              <span className="sr-only">More</span>
            </th>
          </tr>
        </thead>
        <tbody className="block @4xl:table-row-group">{children}</tbody>
      </table>
    </div>
  );
}
