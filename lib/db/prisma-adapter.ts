import { PrismaPg } from "@prisma/adapter-pg";
import { schemaOf } from "@/lib/database-schema";
import { type Door, openPool } from "./connect";

/** What a Prisma client reaches the database through: a pool of ours, which ends with the client. */
export function prismaAdapter(address: string, door: Door & { max: number }): PrismaPg {
  return new PrismaPg(openPool(address, door), {
    disposeExternalPool: true,
    schema: schemaOf(address),
  });
}
