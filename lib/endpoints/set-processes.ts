import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { inTransaction } from "@/lib/db/pool";
import { lockSettings } from "@/lib/db/settings-lock";
import { endpointIdOf, noEndpoint } from "./endpoint-id";

/**
 * Says for which processes a URL is called, from the next event on; with none it is called for all. What already waits for it goes
 * out (docs/decisions/0063). Records nothing where nothing changes.
 * @returns the names, sorted, each once
 * @throws ForbiddenError, NotFoundError
 */
export async function setProcesses(
  actor: Actor,
  endpointID: string,
  processNames: readonly string[],
): Promise<string[]> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return inTransaction(async (tx) => {
    // As a save of the URLs: each event is recorded either before this or with it.
    await lockSettings(tx);
    const { rows } = await tx.query<{ names: string[] }>(
      `select ${processesOf("endpoint.id")} as names from endpoint where id = $1 for no key update`,
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    await tx.query(
      "delete from endpoint_process where endpoint_id = $1 and process_name <> all ($2::text[])",
      [id, processNames],
    );
    await tx.query(
      "insert into endpoint_process (endpoint_id, process_name) select $1, name from unnest($2::text[]) as name on conflict do nothing",
      [id, processNames],
    );
    const { rows: changed } = await tx.query<{ names: string[] }>(
      `select ${processesOf("$1::int")} as names`,
      [id],
    );
    const after = changed[0]?.names ?? [];
    if (after.join("\n") === before.names.join("\n")) return after;
    await recordAudit(tx, actor, {
      action: "endpoint.processes_set",
      subject: endpointID,
      before: { processNames: before.names },
      after: { processNames: after },
    });
    return after;
  });
}

/** SQL of the names that a URL is called for, sorted. @param endpointId SQL of its id */
export const processesOf = (endpointId: string) =>
  `array(select process_name from endpoint_process where endpoint_id = ${endpointId} order by process_name)`;
