import { gather } from "@/lib/db/gather";
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
 * The next instanceIDs of these processes, such as "training-request-70", in their order. Commits at once and without waiting
 * for the disk, so that writers of one process never wait for each other's commit (docs/decisions/0009). Call it before the
 * instances' own transaction.
 */
export async function nextInstanceIds(processNames: readonly string[]): Promise<string[]> {
  const slugs = processNames.map(slugOf);
  const counts = new Map<string, number>();
  for (const slug of slugs) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  // Always on the pool: inside another transaction the counter would stay locked until that one ends.
  const { rows } = await pool().query<{ slug: string; last_number: string }>({
    name: "next-instance-numbers",
    text: `insert into instance_counter (slug, last_number)
           select slug, count from unnest($1::text[], $2::bigint[]) as taken (slug, count) order by slug
           on conflict (slug) do update set last_number = instance_counter.last_number + excluded.last_number
           returning slug, last_number, set_config('synchronous_commit', 'off', true)`,
    values: [[...counts.keys()], [...counts.values()]],
  });
  const last = new Map(rows.map((row) => [row.slug, BigInt(row.last_number)]));
  const next = new Map<string, bigint>();
  return slugs.map((slug) => {
    const first = (last.get(slug) ?? 0n) - BigInt(counts.get(slug) ?? 0) + 1n;
    const number = next.get(slug) ?? first;
    next.set(slug, number + 1n);
    return `${slug}-${number}`;
  });
}

/** The next instanceID of one process; those that are asked for at once share a statement. As `nextInstanceIds`. */
export const nextInstanceId = gather<string, string>({ together: nextInstanceIds });
