import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Where a row plays: whatever it puts up is taken down after it, in reverse, however it ends. */
export type Stage = {
  /** The shorter form of the row, as `npm test` runs it. */
  core: boolean;
  /** Throws when the row is over already, cut off in the middle: then nothing may be put up any more. */
  assertOpen: () => void;
  /** Runs after the row, also when it fails or the suite is interrupted. */
  after: (takeDown: () => Promise<unknown> | unknown) => void;
  /** A new folder, which the database's system user can reach too. */
  folder: (name: string) => Promise<string>;
};

export type OpenStage = Stage & { close: () => Promise<void> };

export function openStage(core: boolean): OpenStage {
  const takeDowns: (() => Promise<unknown> | unknown)[] = [];
  let closing: Promise<void> | undefined;
  const after: Stage["after"] = (takeDown) => {
    takeDowns.push(takeDown);
  };
  const assertOpen = () => {
    if (closing) throw new Error("The row is over.");
  };
  const close = async () => {
    for (let takeDown = takeDowns.pop(); takeDown; takeDown = takeDowns.pop()) {
      try {
        await takeDown();
      } catch (error) {
        console.error("  While taking down:", error);
      }
    }
  };
  return {
    core,
    assertOpen,
    after,
    async folder(name) {
      assertOpen();
      const made = await mkdtemp(path.join(os.tmpdir(), `callboard-faults-${name}-`));
      after(() => rm(made, { recursive: true, force: true, maxRetries: 3 }));
      return made;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
