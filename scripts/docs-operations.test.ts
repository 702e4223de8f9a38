import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createMetrics } from "@/lib/dispatch/metrics";
import { anchorOf, filesUnder, proseOf, read } from "./docs-pages";

/** What operators are told of alarms, log lines and connections is what the code does. */

const sources = ["app", "lib"]
  .flatMap(filesUnder)
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/testing\//.test(file));

/** Level and name of each line that the code can log; the level is null where the name alone stands in the source. */
function loggedEvents(): { event: string; level: string | null }[] {
  return sources.flatMap((file) => {
    const text = read(file);
    const direct = [...text.matchAll(/log\.(\w+)\(\{\s*event: "(\w+\.\w+)"/g)].map(
      ([, level = "", event = ""]) => ({ event, level }),
    );
    const sparing = [...text.matchAll(/warnSparingly\("(\w+\.\w+)"/g)].map(([, event = ""]) => ({
      event,
      level: "warn",
    }));
    const failed = [...text.matchAll(/failedEvent: "(\w+\.\w+)"/g)].map(([, event = ""]) => ({
      event,
      level: "error",
    }));
    const known = new Set([...direct, ...sparing, ...failed].map(({ event }) => event));
    const named = [...text.matchAll(/\bevent"?: ?"(\w+\.\w+)"/g)]
      .map(([, event = ""]) => event)
      .filter((event) => !known.has(event));
    return [...direct, ...sparing, ...failed, ...named.map((event) => ({ event, level: null }))];
  });
}

const rows = [...read("docs/operations/log-events.md").matchAll(/^\| `(\w+\.\w+)`\s*\| (\S+)\s*\|/gm)];
const documented = new Map(rows.map(([, event = "", level = ""]) => [event, level]));

test("docs/operations/log-events.md has a line for each event that is logged, at its level, and for no other", () => {
  const logged = loggedEvents();
  expect(logged.length).toBeGreaterThan(50);
  expect(rows.length).toBe(documented.size);
  const missing = logged.filter(({ event }) => !documented.has(event));
  expect(missing).toEqual([]);
  const otherwise = logged.filter(
    ({ event, level }) => level && event !== "dispatcher.stopped" && documented.get(event) !== level,
  );
  expect(otherwise).toEqual([]);
  // Two are put together: `cancellation.${step.state}` of a step that is over.
  const templates = sources.flatMap((file) => [...read(file).matchAll(/\bevent: `(\w+)\.\$\{[\w.]+\}`/g)]);
  expect(templates.map(([, prefix]) => prefix)).toEqual(["cancellation"]);
  const known = new Set([...logged.map(({ event }) => event), "cancellation.done", "cancellation.restored"]);
  expect([...documented.keys()].filter((event) => !known.has(event))).toEqual([]);
});

const rules = read("docs/monitoring/callboard.rules.yml");
const dashboard = read("docs/monitoring/callboard.dashboard.json");

test("every metric is watched by an alert or shown on the dashboard, and neither names one that is not there", async () => {
  const ofDispatchers = await createMetrics().read({ waiting: 0, calling: 0, unsettled: 0 });
  const ofDatabase = filesUnder("lib/monitoring").flatMap((file) =>
    [...read(file).matchAll(/"(callboard_\w+)"/g)].map(([, name = ""]) => name),
  );
  const histograms = ofDispatchers.filter(({ type }) => String(type) === "histogram").map(({ name }) => name);
  const there = [...ofDispatchers.map(({ name }) => name), ...ofDatabase];
  const parts = new Set([
    ...there.filter((name) => !histograms.includes(name)),
    ...histograms.flatMap((name) => [`${name}_bucket`, `${name}_count`, `${name}_sum`]),
  ]);
  const used = [...`${rules}${dashboard}`.matchAll(/callboard_\w+/g)].map(([name]) => name);
  expect(used.filter((name) => !parts.has(name))).toEqual([]);
  const watched = new Set(used.map((name) => name.replace(/_(bucket|count|sum)$/, "")));
  expect(there.length).toBeGreaterThan(20);
  expect(there.filter((name) => !watched.has(name))).toEqual([]);
});

test("each alert has a severity and a section of the runbook, and each section an alert", () => {
  const alerts = rules.split(/^ {6}- alert: /m).slice(1);
  const names = alerts.map((alert) => alert.split("\n")[0] ?? "");
  expect(names.length).toBeGreaterThan(10);
  for (const [at, alert] of alerts.entries()) {
    expect(alert).toMatch(/severity: (critical|warning|info) /);
    expect(alert).toContain(`runbook: docs/operations/runbook.md#${anchorOf(names[at] ?? "")}\n`);
  }
  const sections = [...proseOf("docs/operations/runbook.md").matchAll(/^## (.*)$/gm)].map(([, name]) => name);
  expect(sections.toSorted()).toEqual(names.toSorted());
});

const promtool = spawnSync("promtool", ["--version"]).error === undefined;
if (!promtool) console.warn("\n*** NOT RUN: the alerts of docs/monitoring. There is no promtool here. ***\n");

test.skipIf(!promtool)(
  "promtool reads the alerts, and sees them come where they should and nowhere else",
  () => {
    for (const args of [
      ["check", "rules", "docs/monitoring/callboard.rules.yml"],
      ["test", "rules", "docs/monitoring/callboard.rules.test.yml"],
    ]) {
      const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  },
);

test("docs/operations/database.md counts the connections that a process may open", () => {
  const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
  const maxOf = (file: string) => [...read(file).matchAll(/\bmax: (\d+)/g)].map(([, max]) => Number(max));
  const web = sum([...maxOf("lib/db/pool.ts"), ...maxOf("lib/db/prisma.ts")]);
  const dispatch = "lib/dispatch/database.ts";
  // The pool of calls, that of one task, that of statistics.
  const [calls = 0, task = 0, stats = 0] = maxOf(dispatch);
  expect(task).toBe(1);
  const tasks = /type TaskName = (.*);/.exec(read(dispatch))?.[1]?.split("|").length ?? 0;
  const callers = sources.filter((file) => file !== dispatch).map(read);
  const single = callers.filter((text) => /await connectFor(Life|Scan)\(/.test(text)).length;
  const dispatcher = calls + tasks + stats + single;
  const page = read("docs/operations/database.md");
  expect(page).toContain(`**${web} × web + ${dispatcher} × dispatchers + 3**`);
  expect(page).toMatch(new RegExp(`^\\| web +\\| ${web} `, "m"));
  expect(page).toMatch(new RegExp(`^\\| dispatcher +\\| ${dispatcher} `, "m"));
  expect(page).toContain(`(${2 * (web + dispatcher) + 3}), not for three (${3 * (web + dispatcher) + 3})`);
});
