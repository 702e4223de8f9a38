import { createHmac } from "node:crypto";
import { connect } from "./connect";

/** Who everything but the migrations connects as on the embedded database (docs/decisions/0022). */
const appRole = "callboard_app";

/**
 * What the role may do: read and write rows, but the history only read and add to, and no change of any table. The same
 * statements stand in docs/history.md for a database of one's own.
 */
export const grants = `
grant usage on schema public to callboard_app;
grant select, insert, update, delete on all tables in schema public to callboard_app;
grant usage on all sequences in schema public to callboard_app;
revoke update, delete on audit_entry from callboard_app;
revoke insert, update, delete on _prisma_migrations from callboard_app;
`;

/** The address of the same database for the app's role; its password follows from the owner's and does not lead back to it. */
export function appAddress(ownerUrl: string): string {
  const owner = new URL(ownerUrl);
  return Object.assign(owner, {
    password: createHmac("sha256", owner.password).update(appRole).digest("hex"),
    username: appRole,
  }).href;
}

/** Makes the app's role, or gives it what the newest migrations brought. Call it after migrating, with the owner's address. */
export async function ensureAppRole(ownerUrl: string): Promise<void> {
  const client = await connect(ownerUrl, { limits: { statementMs: 60_000 }, connectMs: 5_000 });
  try {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [appRole]);
    if (rowCount === 0) await client.query(`create role ${appRole}`);
    const password = client.escapeLiteral(new URL(appAddress(ownerUrl)).password);
    await client.query(
      `alter role ${appRole} with login nosuperuser nocreatedb nocreaterole password ${password}`,
    );
    await client.query(grants);
  } finally {
    await client.end();
  }
}
