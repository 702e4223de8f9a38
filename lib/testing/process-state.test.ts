import { expect, test } from "vitest";
import { rememberProcess } from "./process-state";

/** A file that shares a process finds it as new, whatever the one before did. */

test("environment, folder, fetch and listeners are given back", () => {
  const before = { env: { ...process.env }, folder: process.cwd(), fetch: globalThis.fetch };
  const early = () => {};
  process.on("SIGUSR2", early);
  const giveBack = rememberProcess();
  process.env.APP_URL = "https://changed.example.com";
  delete process.env.APP_SECRET;
  process.env.LOG_LEVEL = "changed";
  process.chdir("lib");
  globalThis.fetch = async () => new Response();
  process.on("SIGUSR2", () => {});
  process.on("warning", () => {});
  const warned = process.listenerCount("warning");

  giveBack();
  expect({ env: process.env, folder: process.cwd(), fetch: globalThis.fetch }).toEqual(before);
  expect(process.listeners("SIGUSR2")).toEqual([early]);
  expect(process.listenerCount("warning")).toBe(warned - 1);
  process.removeListener("SIGUSR2", early);
});
