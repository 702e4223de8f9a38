import { config } from "@/lib/config";
import { Prisma, PrismaClient } from "./generated/client";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

const held = globalThis as typeof globalThis & { callboardPrisma?: PrismaClient };

/** The one Prisma client of this process: what pages and the API read. It writes nothing (docs/decisions/0039). */
export function prisma(): PrismaClient {
  held.callboardPrisma ??= new PrismaClient({
    adapter: prismaAdapter(config().databaseUrl, { ...webDoor, max: 10 }),
  });
  return held.callboardPrisma;
}

export { Prisma };
