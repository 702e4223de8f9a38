import { config } from "@/lib/config";
import { type Prisma, PrismaClient } from "./generated/client";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

const held = globalThis as typeof globalThis & { callboardPrisma?: PrismaClient };

/**
 * The one Prisma client of this process, for reading: settings, pages and the API. Its sessions refuse to write; whatever
 * changes something goes through `inTransaction` (docs/decisions/0038).
 */
export function prisma(): PrismaClient {
  held.callboardPrisma ??= new PrismaClient({
    adapter: prismaAdapter(config().databaseUrl, {
      ...webDoor,
      settings: { default_transaction_read_only: "on" },
      max: 10,
    }),
  });
  return held.callboardPrisma;
}

/** Disconnects this process's client, if it has one; the next use makes another. */
export async function closePrisma(): Promise<void> {
  const open = held.callboardPrisma;
  delete held.callboardPrisma;
  await open?.$disconnect();
}

export type { Prisma };
