import { build } from "esbuild";
import { expect, test } from "vitest";

test("the supervisor loads few packages, and no Prisma: for one question that was half of its start and a hundred megabytes", async () => {
  // Bundled as a start bundles it (scripts/prepare.mjs).
  const { metafile } = await build({
    entryPoints: ["lib/supervise/main.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outdir: ".build",
    write: false,
    metafile: true,
  });
  const packages = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith("node:"));
  expect([...new Set(packages)].sort()).toEqual(["pg", "pino", "pino-pretty", "ulid", "zod"]);
});
