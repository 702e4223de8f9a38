import { fileURLToPath } from "node:url";

/** @type {import("next").NextConfig} */
export default {
  serverExternalPackages: ["pg"],
  poweredByHeader: false,
  // Next and pg are the product's own: nothing is installed for this app.
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
};
