/** A shell command of the documentation that `e2e/docs.spec.ts` does not run as it stands. */
type Exception = {
  command: string;
  reason: string;
  /** What runs it, or what it runs, all the same: a file, and a text in it that shows so. */
  seen?: readonly [file: string, text: string];
};

const stepOfAll = "a step of npm test, which would run itself";
const longRun = "takes many minutes; its --help is run, and its parts have tests";
const needsPsql = "needs psql, which Callboard does not";

/** All other commands are run. `scripts/docs.test.ts` refuses one here that no page has. */
export const exceptions: readonly Exception[] = [
  { command: "npm start", reason: "runs on", seen: ["e2e/start.spec.ts", "startCallboard()"] },
  { command: "npm run dev", reason: "runs on", seen: ["e2e/start.spec.ts", '"dev"'] },
  { command: "npm run demo", reason: "runs on", seen: ["e2e/demo.spec.ts", '"demo"'] },
  { command: "npm test", reason: stepOfAll, seen: [".ci/run", "npm test"] },
  { command: "npm test -- lib/net", reason: stepOfAll, seen: ["scripts/test-parts.test.ts", "lib/net"] },
  {
    command: "npm test -- lib/users e2e/dialog.spec.ts",
    reason: stepOfAll,
    seen: ["scripts/test-parts.test.ts", "e2e/dialog.spec.ts"],
  },
  { command: "npm run lint", reason: stepOfAll, seen: ["scripts/test.mjs", "biome"] },
  { command: "npm run format", reason: "changes files", seen: ["scripts/test.mjs", "biome"] },
  { command: "npm run types", reason: stepOfAll, seen: ["scripts/test.mjs", "--noEmit"] },
  { command: "npm run test:unit", reason: stepOfAll, seen: ["scripts/test.mjs", "vitest"] },
  { command: "npx vitest run lib/dispatch", reason: stepOfAll, seen: ["scripts/test.mjs", "vitest"] },
  { command: "npx vitest run lib/db", reason: stepOfAll, seen: ["scripts/test.mjs", "vitest"] },
  {
    command: "npx vitest run lib/dispatch/flow.test.ts --no-file-parallelism --inspect-brk",
    reason: "waits for a debugger",
    seen: ["scripts/test.mjs", "vitest"],
  },
  { command: "npm run test:e2e", reason: stepOfAll, seen: ["scripts/test.mjs", "@playwright/test"] },
  {
    command: "npm run test:e2e -- dialog --workers 1",
    reason: stepOfAll,
    seen: ["scripts/test.mjs", "@playwright/test"],
  },
  {
    command: "npm run test:faults",
    reason: "takes a quarter of an hour; npm test runs its core",
    seen: ["scripts/test.mjs", "--core"],
  },
  {
    command: "npm run test:faults -- 1 7 19",
    reason: "takes minutes; npm test runs the core",
    seen: ["scripts/test.mjs", "--core"],
  },
  ...["moved", "copy"].map(
    (as): Exception => ({
      command: `npm run admin -- dispatch release --as ${as}`,
      reason: "is refused where nothing is held",
      seen: ["lib/admin/admin.test.ts", `dispatch release --as ${as}`],
    }),
  ),
  { command: "npm run test:nodes", reason: "starts four times, by programs that npm brings" },
  {
    command:
      "systemd-run --pipe --wait --uid=callboard --working-directory=/opt/callboard --property=EnvironmentFile=/etc/callboard.env npm run admin -- user list",
    reason: "needs a machine that systemd runs",
  },
  ...["up --build --detach", "exec callboard node scripts/admin.mjs user list"].map(
    (what): Exception => ({ command: `docker compose ${what}`, reason: "needs Docker and its images" }),
  ),
  ...["/var/backups/callboard", "/var/backups/callboard-1"].flatMap((file) => [
    {
      command: `npm run admin -- backup ${file}`,
      reason: "writes outside the folder of the test",
      seen: ["lib/backup/backup.test.ts", "admin(`backup $"] as const,
    },
    {
      command: `npm run admin -- restore ${file} --yes`,
      reason: "works only while Callboard does not run",
      seen: ["lib/backup/backup.test.ts", "admin(`restore $"] as const,
    },
  ]),
  { command: "npm run test:poolers", reason: "takes minutes, and poolers of Debian's" },
  {
    command: "npm run test:sign-on",
    reason: "takes minutes, with a provider that Maven Central brings",
    seen: ["scripts/test-sign-on.mjs", "e2e/sign-on/main.ts"],
  },
  {
    command: "npm run test:sign-on -- 2 3",
    reason: "takes minutes, with a provider that Maven Central brings",
    seen: ["e2e/sign-on/main.ts", "args.includes(String(number))"],
  },
  {
    command: "npm run listen -- --forward http://localhost:4000/hook",
    reason: "runs on",
    seen: ["e2e/listen.spec.ts", '"listen"'],
  },
  {
    command: "npm run test:clients",
    reason: "takes minutes, with tools that npm, Maven Central and PyPI bring",
    seen: ["scripts/clients/checks.mjs", "openapi-typescript"],
  },
  {
    command: "npm run test:clients -- go schemathesis",
    reason: "needs Go, Java and Python",
    seen: ["scripts/clients/checks.mjs", "schemathesis"],
  },
  {
    command: "npm run test:verifiers",
    reason: "takes minutes, with libraries of five registries",
    seen: ["scripts/verifiers/checks.mjs", "standardwebhooks"],
  },
  {
    command: "npm run client",
    reason: "writes the types of clients/typescript, with a generator of npm",
    seen: ["scripts/clients/client.mjs", "generateClient"],
  },
  { command: "npm run test:mutants", reason: longRun, seen: ["scripts/test-mutants.test.ts", "--help"] },
  {
    command: "npm run test:mutants -- lib/net/dial.ts --sample 0",
    reason: "takes minutes; planted mutants are tested",
    seen: ["scripts/test-mutants.test.ts", "lib/planted"],
  },
  {
    command: "npm run test:mutants -- lib/web --again lived.json",
    reason: "needs the file of a run before",
    seen: ["scripts/test-mutants.test.ts", "--again"],
  },
  { command: "npm run bench", reason: longRun },
  { command: "npm run bench -- peers latency", reason: longRun },
  { command: "BENCH_ROUNDS=5 BENCH_CALLS=50000 npm run bench", reason: longRun },
  { command: "BENCH_DATABASE_URL=postgresql://… npm run bench", reason: longRun },
  {
    command: "node scripts/complete-lockfile.mjs",
    reason: "writes the lockfile and asks the registry",
    seen: ["scripts/floors.test.ts", "pins every package by hash"],
  },
  {
    command:
      'psql "$OUTBOX_DATABASE_URL" --set=ON_ERROR_STOP=1 --single-transaction --file=docs/examples/outbox.sql',
    reason: needsPsql,
    seen: ["app/api/events/outbox.test.ts", "docs/examples/outbox.sql"],
  },
  {
    command: "node docs/examples/outbox.mjs",
    reason: "needs the platform's database",
    seen: ["app/api/events/outbox.test.ts", "docs/examples/outbox.mjs"],
  },
  {
    command: "while sleep 2; do node docs/examples/outbox.mjs; done",
    reason: "runs on",
    seen: ["app/api/events/outbox.test.ts", "docs/examples/outbox.mjs"],
  },
  {
    command: "curl -i 'http://127.0.0.1:8080/hook?eventType=created'",
    reason: "needs one of the receivers running, and is refused by it",
    seen: ["lib/net/receivers.test.ts", "forge"],
  },
  {
    command: `psql "$DATABASE_URL" -c "copy (select * from audit_entry where id > 1234 order by id) to stdout"`,
    reason: needsPsql,
  },
];

/** The receiver of the README's tour runs on: `e2e/docs.spec.ts` starts it and goes through the tour. */
export const tourReceiver = `node -e 'require("http").createServer((q,s)=>{console.log(q.method,q.url);s.end("ok")}).listen(4000)'`;

/** Commands that run on: `e2e/docs.spec.ts` starts each, waits for the line, and ends it. */
export const servers: readonly { command: string; line: RegExp }[] = [
  { command: "DISPATCHERS=0 npm start", line: /^Ready: / },
  { command: "NODE_OPTIONS=--inspect=0 npm run dispatcher", line: /dispatcher\.registered/ },
];

/** Every command that is not run with the others of its page. */
export const setAside = new Set([
  tourReceiver,
  ...exceptions.map(({ command }) => command),
  ...servers.map(({ command }) => command),
]);
