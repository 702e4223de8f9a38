import type { Tx } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import { nameStateChange } from "./state-change";

/** A URL that was removed and is entered anew starts anew, whatever it was before: somebody believes in it again. */
export async function reactivate(tx: Tx, actor: { name: string }, urls: readonly string[]): Promise<void> {
  if (urls.length === 0) return;
  await nameStateChange(tx, actor, `Entered again by ${actor.name}.`);
  await tx.query(
    `update endpoint
     set state = 'active', state_reason = null, state_changed_at = now(), failures = 0, failing_since = null, probe_at = null
     where url_hash = any ($1::text[]) and (state <> 'active' or failures > 0)`,
    [urls.map(urlHashOf)],
  );
}
