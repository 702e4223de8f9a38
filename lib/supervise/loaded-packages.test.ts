import { expect, test } from "vitest";
import { bundled } from "@/lib/testing/bundled";

test("the supervisor loads few packages, and no Prisma: for one question that was half of its start and a hundred megabytes", async () => {
  const { packages } = await bundled("lib/supervise/main.ts");
  expect(packages).toEqual(["pg", "pino", "pino-pretty", "ulid", "zod"]);
});
