import type pg from "pg";
import { schemaOf } from "@/lib/database-schema";

type Found = {
  encoding: string;
  role: string;
  schema: string;
  exists: boolean;
  mayCreate: boolean;
  /** Whose the record of migrations is; null where there is none yet. */
  owner: string | null;
  mayRead: boolean;
};

const statement = `
select current_setting('server_encoding') as encoding, current_user as role, $1::text as schema,
  namespace.oid is not null as exists,
  coalesce(has_schema_privilege(namespace.oid, 'USAGE') and has_schema_privilege(namespace.oid, 'CREATE'), false) as "mayCreate",
  pg_get_userbyid(record.relowner) as owner,
  coalesce(has_schema_privilege(namespace.oid, 'USAGE') and has_table_privilege(record.oid, 'SELECT'), false) as "mayRead"
from (select) as one
  left join pg_namespace as namespace on nspname = $1
  left join pg_class as record on relnamespace = namespace.oid and relname = '_prisma_migrations'`;

/**
 * What keeps Callboard from having its tables in this database, found before anything is written.
 * @returns the rest of a sentence that begins with the database, with the statement that mends it; null when all is well
 * @throws what the database throws
 */
export async function schemaProblem(client: pg.Client, address: string): Promise<string | null> {
  const { rows } = await client.query<Found>(statement, [schemaOf(address)]);
  const [found] = rows;
  if (!found) return null;
  const { encoding, schema, owner } = found;
  const role = client.escapeIdentifier(found.role);
  if (encoding !== "UTF8" && encoding !== "SQL_ASCII") {
    return `stores text as ${encoding}, which has no place for many names. Make another with: create database callboard encoding 'UTF8' template template0;`;
  }
  if (!found.exists) {
    return `has no schema ${schema}. Make it with: create schema ${schema} authorization ${role};`;
  }
  if (owner === null && !found.mayCreate) {
    return `lets ${role} make no tables in the schema ${schema}. As its owner: grant usage, create on schema ${schema} to ${role};`;
  }
  if (owner !== null && !found.mayRead) {
    return `has tables of Callboard's that belong to ${client.escapeIdentifier(owner)} and that ${role} may not read. As a superuser, in this database: reassign owned by ${client.escapeIdentifier(owner)} to ${role};`;
  }
  return null;
}
