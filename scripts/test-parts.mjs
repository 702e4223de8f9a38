// Which tests `npm test -- PATH …` runs.

const unit = /^(app|components|lib|scripts|e2e\/faults)\/.*\.test\.ts$/;
const browser = /^e2e\/[^/]*\.spec\.ts$/;
/** What the core of the faults is run from: `npm test -- e2e/faults`. */
const faults = "e2e/faults/main.ts";

/**
 * The tests among `files` (paths from the repository's root) that lie at or under `paths`; all of them when no path is given.
 * `unmatched` are the paths at which there is no test. Pure.
 */
export function chooseTests(paths, files) {
  const named = paths.map((path) => path.replaceAll("\\", "/").replace(/^(\.\/)+|\/+$/g, ""));
  const lies = (file, path) => file === path || file.startsWith(`${path}/`);
  const tests = files.filter((file) => unit.test(file) || browser.test(file) || file === faults);
  const chosen = tests.filter((file) => named.length === 0 || named.some((path) => lies(file, path)));
  return {
    unit: chosen.filter((file) => unit.test(file)),
    browser: chosen.filter((file) => browser.test(file)),
    faults: chosen.includes(faults),
    unmatched: paths.filter((_, index) => !tests.some((file) => lies(file, named[index]))),
  };
}
