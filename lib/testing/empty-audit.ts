import { pool } from "@/lib/db/pool";

/**
 * Empties the history of a test's own database. Only the owner of the table can, by switching off the trigger that
 * refuses it; nothing in the product does (docs/decisions/0022).
 */
export async function emptyAudit(): Promise<void> {
  await pool().query(`
    begin;
    alter table audit_entry disable trigger audit_entry_append_only;
    truncate audit_entry restart identity;
    alter table audit_entry enable always trigger audit_entry_append_only;
    commit;
  `);
}
