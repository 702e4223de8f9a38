import { pool } from "@/lib/db/pool";

/** The part of an instanceID before its number: "Trainings-Anträge 2.0" → "trainings-antrage-2-0". */
export function slugOf(processName: string): string {
  const slug = processName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return slug || "process";
}

/**
 * The next instanceID of a process, such as "training-request-70". Commits at once and without waiting for the disk,
 * so that writers of one process never wait for each other's commit (docs/decisions/0009). Call it before the
 * instance's own transaction.
 */
export async function nextInstanceId(processName: string): Promise<string> {
  const slug = slugOf(processName);
  // Always on the pool: inside another transaction the counter would stay locked until that one ends.
  const { rows } = await pool().query<{ last_number: string }>({
    name: "next-instance-number",
    text: `insert into instance_counter (slug, last_number) values ($1, 1)
           on conflict (slug) do update set last_number = instance_counter.last_number + 1
           returning last_number, set_config('synchronous_commit', 'off', true)`,
    values: [slug],
  });
  return `${slug}-${rows[0]?.last_number}`;
}
