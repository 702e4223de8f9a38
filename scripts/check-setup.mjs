// `npm run check-setup`: what a start would stop at, in sentences, before anything is installed, built or written to.
import { bundle } from "./bundle.mjs";
import { nodeProblem, packagesMatch } from "./installed-packages.mjs";
import { webIsBuilt } from "./products.mjs";

const tooOld = nodeProblem();
if (tooOld) {
  console.log(`✗ ${tooOld}`);
  process.exit(1);
}
console.log(`✓ This is Node ${process.versions.node}.`);
if (!packagesMatch()) {
  console.log(
    "✗ The packages are not installed, or not those of this release: the settings and the database were not looked at. Run `npm ci`, then this again; or `npm start`, which installs them.",
  );
  process.exit(1);
}
console.log("✓ The packages are installed.");
console.log(
  webIsBuilt()
    ? "✓ The web app is built."
    : "! The web app is not built from this source: the first start builds it, which takes minutes on a busy machine.",
);
await bundle({ "check-setup": "lib/supervise/check-setup/main.ts" });
await import("../.build/check-setup.mjs");
