import { config } from "@/lib/config";
import { Prisma, PrismaClient } from "./generated/client";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

const held = globalThis as typeof globalThis & { callboardPrisma?: PrismaClient };

/** The one Prisma client of this process: settings, pages and the API. The hot path uses `pool()` instead. */
export function prisma(): PrismaClient {
  held.callboardPrisma ??= new PrismaClient({
    adapter: prismaAdapter(config().databaseUrl, { ...webDoor, max: 10 }),
    transactionOptions: { maxWait: 4_000, timeout: 5_000 },
  });
  return held.callboardPrisma;
}

/** What a service needs of Prisma inside a transaction. */
export type PrismaTx = Prisma.TransactionClient;

export { Prisma };
