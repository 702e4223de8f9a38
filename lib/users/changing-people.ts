import { administratorLock } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";

/** One change of people at a time, so that of two administrators who demote each other one stays. */
export function changingPeople<T>(work: (tx: PrismaTx) => Promise<T>): Promise<T> {
  return prisma().$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${administratorLock}::bigint)`;
    return work(tx);
  });
}
