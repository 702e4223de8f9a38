#!/usr/bin/env bash
# dependency-cruiser 17.4.3 with `parser: "swc"` (@swc/core 1.15.11) cannot read a .tsx file that holds JSX.
#
# SWC is its way to read TypeScript where the compiler has no interface for tools, as version 7 has none. It hands SWC every
# file with the syntax "typescript" and never says that JSX is allowed, so the first component is a syntax error. And that ends
# the whole run with exit status 1: it reports no other file either. The same file without JSX is read.
#
# Needs Node 20 and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent dependency-cruiser@17.4.3 @swc/core@1.15.11
echo 'export default { options: { parser: "swc", tsPreCompilationDeps: true } };' >cruise.mjs
mkdir src
echo 'import "./b"; export const a = 1;' >src/a.ts
echo 'export const b = 2;' >src/b.ts

cruise() { node node_modules/dependency-cruiser/bin/dependency-cruise.mjs --config cruise.mjs --output-type err src 2>&1 || true; }
plain() { cruise | grep -q "no dependency violations" && echo read || echo failed; }
echo 'export const C = () => null;' >src/c.tsx
without=$(plain)
echo 'export const C = () => <p>text</p>;' >src/c.tsx
with=$(plain)
seen="without JSX: $without
with JSX: $with"
expected='without JSX: read
with JSX: failed'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "It was: $expected" >&2; cruise >&2; exit 1; }
