import { expect, test } from "vitest";
import { bundled } from "@/lib/testing/bundled";

const entry = "lib/dispatch/main.ts";

test("a dispatcher loads at its start what all of them need, and nothing that only some do", async () => {
  expect((await bundled(entry)).atStart).toEqual([
    "pg",
    "pino",
    "prom-client",
    "ulid",
    // All of undici is five times as many modules.
    "undici/lib/dispatcher/agent.js",
    "zod",
  ]);
});

/** esbuild escapes what is in code, and keeps some comments as they are. With one other character V8 keeps two bytes for each of them. */
test("its code is ASCII, of which V8 keeps one byte a character", async () => {
  const { code } = await bundled(entry);
  expect(code.length).toBeGreaterThan(100_000);
  expect(code.match(/.*\P{ASCII}.*/u)?.[0]).toBeUndefined();
});
