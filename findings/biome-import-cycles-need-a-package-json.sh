#!/usr/bin/env bash
# @biomejs/biome 2.6.8: `noImportCycles` sees a cycle through a path alias of tsconfig.json only where a package.json stands
# beside it, and says nothing where none does.
#
# Two files import each other by `@/…`, which tsconfig.json leads to this folder. With biome.json and tsconfig.json alone the
# rule finds nothing and the run is green; with a package.json, which holds no more than a name, it finds both files. Imports
# that begin with `./` are seen either way. So the rule can be off for a folder of its own, a template or a part of a workspace
# without anybody noticing: plant a cycle to know.
#
# Needs Node 20 and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tool" "$folder/project"
cd "$folder/tool"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @biomejs/biome@2.6.8
cd "$folder/project"
cat >biome.json <<'JSON'
{ "linter": { "rules": { "recommended": false, "suspicious": { "noImportCycles": "error" } } } }
JSON
cat >tsconfig.json <<'JSON'
{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }
JSON
mkdir a
echo 'import { two } from "@/a/two"; export const one = () => two;' >a/one.ts
echo 'import { one } from "@/a/one"; export const two = () => one;' >a/two.ts

cycles() { { "$folder/tool/node_modules/.bin/biome" lint --reporter=json . 2>/dev/null || true; } | grep -c noImportCycles || true; }
without=$(cycles)
echo '{ "name": "project" }' >package.json
with=$(cycles)
seen="without package.json: $([ "$without" = 0 ] && echo none || echo found)
with package.json: $([ "$with" = 0 ] && echo none || echo found)"
expected='without package.json: none
with package.json: found'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "It was: $expected" >&2; exit 1; }
