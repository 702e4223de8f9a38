import path from "node:path";
import type { ViteUserConfig } from "vitest/config";
import { createVitest, ForksPoolWorker, type PoolOptions, type WorkerRequest } from "vitest/node";

/** What a run of one test file says. */
type Verdict = { passed: boolean; ms: number; timedOut: boolean };

/**
 * A Vitest that stays between runs, with the configuration of `root`. A module's text can be replaced in memory: nothing is
 * written to disk, so that nothing is left of a mutant whatever becomes of this process. Child processes that a test starts
 * read the text on disk.
 */
export async function startVitest(root: string) {
  const replaced = new Map<string, string>();
  const limit = { maxMs: 0, isOver: false };
  const pool = {
    name: "forks that end",
    createPoolWorker: (options: PoolOptions) => new LimitedWorker(options, limit),
  };
  const vitest = await createVitest(
    "test",
    {
      root,
      config: false,
      watch: false,
      pool,
      maxWorkers: 1,
      fileParallelism: false,
      bail: 1,
      reporters: [{}],
      silent: true,
      cache: false,
    },
    {
      ...(await configurationOf(root)),
      plugins: [
        { name: "mutant", enforce: "pre", transform: (_, id) => replaced.get(id.replace(/\?.*$/, "")) },
      ],
    },
  );
  const specifications = await vitest.globTestSpecifications();
  const fileOf = ({ moduleId }: { moduleId: string }) => path.relative(root, moduleId);
  const byFile = new Map(specifications.map((one) => [fileOf(one), one]));

  return {
    testFiles: [...byFile.keys()],

    /** Replaces the text of a module; null gives it back. */
    replace(file: string, text: string | null): void {
      const id = path.join(root, file);
      if (text === null) replaced.delete(id);
      else replaced.set(id, text);
      vitest.invalidateFile(id);
    },

    /** Runs one test file. One that takes longer than `maxMs`, its process being there, is killed: it has failed. */
    async run(file: string, maxMs: number): Promise<Verdict> {
      const specification = byFile.get(file);
      if (!specification) throw new Error(`There is no test ${file}.`);
      const beganAtMs = performance.now();
      Object.assign(limit, { maxMs, isOver: false });
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
      const timedOut = limit.isOver;
      // The result tells of every file that this Vitest has run.
      const mine = testModules.find(({ moduleId }) => moduleId === specification.moduleId);
      const passed = unhandledErrors.length === 0 && mine?.ok() === true;
      return { passed: passed && !timedOut, ms: performance.now() - beganAtMs, timedOut };
    },

    close: () => vitest.close(),
  };
}

/**
 * Vitest's own process for a test file, ended once the file has run for too long. Not while it starts or stops: Vitest waits
 * a minute for the answer to either, also from a process that is gone.
 */
class LimitedWorker extends ForksPoolWorker {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    options: PoolOptions,
    private readonly limit: { maxMs: number; isOver: boolean },
  ) {
    super(options);
  }

  override send(message: WorkerRequest): void {
    if (message.type === "run") {
      this.timer = setTimeout(() => {
        this.limit.isOver = true;
        void this.stop();
      }, this.limit.maxMs);
    }
    if (message.type === "stop") clearTimeout(this.timer);
    super.send(message);
  }

  override stop(): Promise<void> {
    clearTimeout(this.timer);
    return super.stop();
  }
}

/** What `root` says, as one project in which each file has a process of its own: nothing of a mutant is left for the next. */
async function configurationOf(root: string): Promise<ViteUserConfig> {
  const { default: config } = (await import(path.join(root, "vitest.config.ts"))) as {
    default: ViteUserConfig;
  };
  const { projects = [], ...test } = config.test ?? {};
  const inline = projects.flatMap((one) =>
    typeof one === "object" && "test" in one ? (one.test ?? []) : [],
  );
  const include = inline.flatMap((one) => one.include ?? []);
  const own = inline.find(({ isolate }) => isolate !== false);
  return { ...config, test: { ...test, ...own, ...(own ? { include } : {}), name: "mutants" } };
}
