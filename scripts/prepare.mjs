// What must be there before anything of Callboard can run, made only when missing or stale. Plain Node without
// dependencies: straight after `git clone` there are none.
import { markRunning, oneAtATime, runningHere } from "./build-use.mjs";
import { bundle, programs } from "./bundle.mjs";
import { withElapsed } from "./elapsed.mjs";
import { hasPackages, nodeProblem, packagesMatch } from "./installed-packages.mjs";
import { isMade, isThere, makeOnce, outDirs, sameOnAllNodes } from "./products.mjs";
import { at } from "./root.mjs";
import { fail, run } from "./run.mjs";

const print = (line) => console.error(line);

/** The rest of the API is answered before Next (docs/decisions/0059). */
const answeredByNext = "app/*,app/!(api)/**,app/api/auth/**,app/api/[[...path]]/**";

/**
 * Installs packages, generates the Prisma client, bundles the programs and, unless `web` is false, builds the web app.
 * Ends the process with the failed step's output when one fails, and when a living Callboard runs from what would be replaced
 * (docs/decisions/0069). Prints a line when a step that takes time begins, every half minute of it, and when it is over.
 * @param options.dev bundles the programs for `npm run dev`, without the web app
 * @param options.runs marks this process, until it ends, as a Callboard that runs from what is made
 * @param options.attaches goes on with what is there where a living Callboard runs from it
 */
export async function prepare({ web = true, dev = false, runs = false, attaches = false } = {}) {
  const tooOld = nodeProblem();
  if (tooOld) fail(tooOld);
  const wanted = ["client", dev ? "programs-dev" : "programs", ...(web && !dev ? ["web"] : [])];
  if (!runs && isPrepared(wanted)) return;
  const onWait = (pid) => print(`Waiting for another start or build in this folder (process ${pid}).`);
  await oneAtATime(
    at(outDirs.production),
    async () => {
      const [pid] = runningHere(at(outDirs.production));
      const broken = pid === undefined ? [] : wouldBreak(wanted);
      if (broken.length === 0) await makeAll(wanted);
      else if (attaches) {
        print(
          `The sources have changed since Callboard (process ${pid}) was started here: this runs as it was built then.`,
        );
      } else {
        fail(
          `Callboard runs from this folder (process ${pid}), and the sources have changed since: to ${broken.join(" and ")} now would break it. Stop it first, or use another clone.`,
        );
      }
      if (runs) markRunning(at(outDirs.production));
    },
    { onWait },
  );
}

const isPrepared = (wanted) => packagesMatch() && wanted.every((name) => isMade(name));

/** What would be replaced under a Callboard that runs. What is missing can be made; the client is part of what was bundled. */
function wouldBreak(wanted) {
  const isReplaced = (name) => wanted.includes(name) && isThere(name) && !isMade(name);
  return [
    ...(hasPackages() && !packagesMatch() ? ["install its packages"] : []),
    ...(isReplaced("programs") || isReplaced("web") ? ["build"] : []),
  ];
}

async function makeAll(wanted) {
  if (!packagesMatch()) {
    await withElapsed("Installing packages", () => run("npm", ["ci", "--no-audit", "--no-fund"]), { print });
  }
  for (const name of wanted) await makeOnce(name, () => makers[name]());
}

const makers = {
  client: () =>
    // Any executable satisfies Prisma's wish for its native engine, which `generate` does not use and would download.
    run("node", ["node_modules/prisma/build/index.js", "generate"], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    }),
  programs: () => bundle(programs),
  "programs-dev": () => bundle(programs, outDirs.development),
  web: () =>
    withElapsed(
      "Building the web app",
      () =>
        run("node", ["node_modules/next/dist/bin/next", "build", "--debug-build-paths", answeredByNext], {
          NEXT_TELEMETRY_DISABLED: "1",
          NODE_ENV: "production",
          ...sameOnAllNodes(),
        }),
      { print },
    ),
};
