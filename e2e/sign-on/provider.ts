import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Page } from "@playwright/test";
import { killTree } from "@/lib/testing/kill-tree";

export const providers = ["Keycloak", "Dex"] as const;
export type ProviderName = (typeof providers)[number];

/** A provider that runs. */
export type Provider = {
  /** The issuer of a realm; a provider without realms has one. */
  issuer: (realm: string) => string;
  /** Gets through its pages, from the first to the last. */
  pass: (page: Page, person: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** The one client of every provider. */
export const client = { id: "callboard", secret: "only the two of them know" };
/** Everybody's at the provider. */
export const password = "correct horse battery";

const startMs = 240_000;

/** Runs a provider until its discovery document is there. @throws Error with what it printed where it never is */
export async function spawnProvider(
  program: string,
  args: string[],
  { env, discovery }: { env?: Record<string, string>; discovery: string },
): Promise<() => Promise<void>> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
    detached: true,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
  }
  const exit = once(child, "exit");
  const stop = async () => {
    killTree(child.pid ?? 0);
    await exit;
  };
  const until = performance.now() + startMs;
  while (!(await answers(discovery))) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`${program} did not start.\n${printed.join("").slice(-4_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return stop;
}

const answers = async (address: string) => (await fetch(address).catch(() => null))?.ok === true;
