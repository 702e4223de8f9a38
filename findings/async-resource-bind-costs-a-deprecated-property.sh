#!/usr/bin/env bash
# Node 20.20.2: `AsyncResource.bind(fn)` takes many times what making an AsyncResource and running the function in it takes, which is
# all that it promises.
#
# The function it returns has a property `asyncResource`, deprecated since Node 20. Each bind defines it anew, with a getter and a setter
# that are both wrapped by `util.deprecate`, so four functions are made and their properties copied, for something that hardly anybody
# reads. Nothing warns: the warning comes with reading it. On a server that binds once for each request it was one of the five largest
# entries of the profile, under the name `deprecate`.
#
# Processor time of 300,000 of each, in one process, the median of five rounds in turn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent node@20.20.2
cat >measure.mjs <<'JS'
import { AsyncResource } from "node:async_hooks";
const work = () => {};
const bind = () => AsyncResource.bind(work);
const byHand = () => {
  const resource = new AsyncResource("bound");
  return () => resource.runInAsyncScope(work);
};
function nanoseconds(make) {
  const before = process.cpuUsage();
  for (let n = 0; n < 300_000; n += 1) make();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / 300_000;
}
const rounds = Array.from({ length: 6 }, () => [nanoseconds(bind), nanoseconds(byHand)]).slice(1);
const median = (index) => rounds.map((round) => round[index]).sort((a, b) => a - b)[2];
const ratio = median(0) / median(1);
console.log(`bind ${median(0).toFixed(0)} ns, by hand ${median(1).toFixed(0)} ns: ${ratio.toFixed(1)} times`);
console.log(`its own properties: ${Object.getOwnPropertyNames(bind()).join(" ")}`);
if (ratio < 5 || !Object.hasOwn(bind(), "asyncResource")) {
  console.error("It was 10 times and more, with a property asyncResource.");
  process.exit(1);
}
JS
node_modules/.bin/node measure.mjs
