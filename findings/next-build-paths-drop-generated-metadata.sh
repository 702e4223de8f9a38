#!/usr/bin/env bash
# Next.js 16.4.6: `next build --debug-build-paths` leaves out metadata that code makes, whatever the patterns are.
#
# The option builds the routes that its patterns name. "app/**" names every file there is, and yet app/manifest.js, app/robots.js,
# app/sitemap.js and app/icon.js are not built: their addresses answer 404, without a word from the build. A file of the same kind that is
# no code (apple-icon.png, manifest.webmanifest) is built. What names the files that count as routes
# takes a page, a route handler and a default; metadata of code is none of these.
#
# Seen, the addresses of metadata that each build has:
#
#   without the option: /apple-icon.png /icon /manifest.webmanifest /robots.txt /sitemap.xml
#   with app/**: /apple-icon.png
#
# Needs Node 20 and npm; some 400 MB for a moment.
set -euo pipefail
expected=$(sed -n 's/^#   //p' "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export NEXT_TELEMETRY_DISABLED=1
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --ignore-scripts --silent next@16.4.6 react@19.3.1 react-dom@19.3.1
mkdir app
echo 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;' >app/layout.js
echo 'export default () => "a page";' >app/page.js
echo 'export default () => ({ name: "Shop", icons: [] });' >app/manifest.js
echo 'export default () => ({ rules: { userAgent: "*", allow: "/" } });' >app/robots.js
echo 'export default () => [{ url: "https://shop.example/" }];' >app/sitemap.js
cat >app/icon.js <<'ICON'
export const contentType = "image/svg+xml";
export default () => new Response("<svg xmlns='http://www.w3.org/2000/svg'/>", { headers: { "content-type": contentType } });
ICON
# One grey pixel.
base64 -d >app/apple-icon.png <<<'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='

metadata() {
  rm -rf .next
  npx next build "$@" >build.log 2>&1 || { cat build.log; exit 1; }
  node -e '
    const built = Object.keys(JSON.parse(require("node:fs").readFileSync(".next/server/app-paths-manifest.json", "utf8")));
    const routes = built.filter((one) => one.endsWith("/route")).map((one) => one.slice(0, -"/route".length));
    console.log(routes.sort().join(" "));'
}
seen="without the option: $(metadata)
with app/**: $(metadata --debug-build-paths 'app/**')"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "Seen before: $expected"; exit 1; }
