import { openDatabase } from "../database";
import { startDispatcher } from "../dispatchers";
import { startFaultReceiver } from "../receiver";
import { createChecks, type Row } from "../row";
import { preparedSave } from "../save";

export const twoSavers: Row = {
  number: 24,
  title: "two people save the settings at once, on two nodes",
  must: "exactly one wins; one audit row; the other keeps the text",
  core: true,
  async run(stage) {
    const rounds = stage.core ? 3 : 10;
    const checks = createChecks();
    const database = await openDatabase(stage);
    const receiver = await startFaultReceiver(stage);
    await startDispatcher(stage, database);
    let maxSaveMs = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const people = [`Ada${round}`, `Bob${round}`];
      const urlOf = (name: string) => `${receiver.url}/${name}`;
      const saves = await Promise.all(
        people.map((name) => preparedSave(stage, database, name, { urls: [urlOf(name)] })),
      );
      const ends = await Promise.all(saves.map((save) => save()));
      maxSaveMs = Math.max(maxSaveMs, ...ends.map((end) => end.ms));
      const kinds = ends
        .map((end) => end.kind)
        .sort()
        .join(" and ");
      checks.holds(kinds === "conflict and saved", `Round ${round}: the two ended ${kinds}.`);
      const winner = people[ends.findIndex((end) => end.kind === "saved")] ?? "";
      const told = ends.find((end) => end.kind === "conflict")?.message ?? "";
      checks.holds(
        told.startsWith(`${winner} saved these settings`) && told.includes("your text is kept"),
        `Round ${round}: the other was told ${JSON.stringify(told)}.`,
      );
      const audit = await database.pool.query<{ name: string }>(
        "select actor_name as name from audit_entry where actor_name = any($1)",
        [people],
      );
      checks.holds(
        audit.rows.length === 1 && audit.rows[0]?.name === winner,
        `Round ${round}: the audit has ${audit.rows.map((row) => row.name).join(", ") || "nobody"}.`,
      );
      const stored = await database.pool.query<{ url: string }>(
        "select url from subscription join endpoint on endpoint.id = endpoint_id",
      );
      const urls = stored.rows.map((row) => row.url);
      checks.holds(
        urls.join() === urlOf(winner),
        `Round ${round}: stored is ${urls.join(", ")}, ${winner} won.`,
      );
    }
    return {
      counted: null,
      figure: `${rounds} rounds, one winner and one audit row each, saves ≤ ${Math.round(maxSaveMs)} ms`,
      violations: checks.violations,
    };
  },
};
