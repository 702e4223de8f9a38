import { parametersOf } from "./database-address";

/** Where Callboard's tables are unless the address says otherwise. */
const defaultSchema = "public";

/** Names that need no quotes, wherever they are written. */
const plainName = /^[a-z_][a-z0-9_]{0,62}$/;

/** The schema that a database's address names in its parameter `schema`, as Prisma's addresses do. It may be no `plainName`. */
export function schemaOf(address: string): string {
  return parametersOf(address).get("schema") || defaultSchema;
}

/** Whether this can be a schema of Callboard's: small letters, digits and underscores, at most 63 of them. */
export const isSchemaName = (name: string): boolean => plainName.test(name);
