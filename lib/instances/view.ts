/** A field as it is kept and as it leaves. */
export type Field = { name: string; text: string; value: string };

/** What lists read of an instance; its fields may hold a mebibyte and are read one instance at a time. */
export const summaryColumns = "id, instance_id, process_name, status, version, created_at, updated_at";

export type SummaryRow = {
  id: string;
  instance_id: string;
  process_name: string;
  status: string;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export type InstanceSummary = ReturnType<typeof instanceSummary>;
export type InstanceView = InstanceSummary & { fields: Field[] };

/** An instance as lists show it; times are RFC 3339 UTC. */
export function instanceSummary(row: SummaryRow) {
  return {
    instanceID: row.instance_id,
    processName: row.process_name,
    status: row.status,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** An instance with all its fields. */
export function instanceView(row: SummaryRow & { fields: Field[] }): InstanceView {
  return {
    ...instanceSummary(row),
    fields: row.fields.map(({ name, text, value }) => ({ name, text, value })),
  };
}

/** The beginning of a text, and how many characters the whole has. */
export type Beginning = { shown: string; length: number };

/** A field as the instance's page shows it; `value` is null where it is the same as the text. */
export type ShownField = { name: string; text: Beginning; value: Beginning | null };
export type ShownInstance = InstanceSummary & { fields: ShownField[] };
