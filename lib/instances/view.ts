/** A field as it is kept and as it leaves. */
export type Field = { name: string; text: string; value: string };

export type InstanceRow = {
  id: string;
  instance_id: string;
  process_name: string;
  status: string;
  fields: Field[];
  version: number;
  created_at: Date;
  updated_at: Date;
};

export type InstanceView = ReturnType<typeof instanceView>;

/** An instance as API and screens show it; times are RFC 3339 UTC. */
export function instanceView(row: InstanceRow) {
  return {
    instanceID: row.instance_id,
    processName: row.process_name,
    status: row.status,
    version: row.version,
    fields: row.fields.map(({ name, text, value }) => ({ name, text, value })),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
