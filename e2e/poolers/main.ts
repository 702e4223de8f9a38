import { openStage } from "../faults/stage";
import { suite } from "../faults/suite";
import { rows } from "./rows";

/**
 * `npm run test:poolers [-- number …]`: Callboard behind each pooler that docs/operations/database.md names, in each of its modes.
 * @returns the exit code
 */
export async function main(args: string[]): Promise<number> {
  const unknown = args.filter((text) => !rows.some(({ number }) => String(number) === text));
  if (unknown.length > 0) {
    console.error(`There is no row ${unknown.join(", ")}; the numbers go up to ${rows.length}.`);
    return 1;
  }
  let [passed, failed, skipped] = [0, 0, 0];
  for (const row of rows.filter(({ number }) => args.length === 0 || args.includes(String(number)))) {
    if (!row.isThere) {
      skipped += 1;
      console.log(`- ${row.number}. ${row.title}: NOT RUN, ${row.program} is not installed.`);
      continue;
    }
    const stage = openStage(false);
    try {
      const seen = await row.run(stage);
      passed += 1;
      console.log(`✓ ${row.number}. ${row.title}: ${seen}`);
    } catch (error) {
      failed += 1;
      console.log(`✗ ${row.number}. ${row.title}: ${error instanceof Error ? error.stack : error}`);
    } finally {
      await stage.close();
    }
  }
  await suite.close();
  console.log(
    `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} NOT RUN (apt-get install pgbouncer pgpool2)` : ""}`,
  );
  return failed > 0 ? 1 : 0;
}
