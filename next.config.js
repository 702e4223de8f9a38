import { readFileSync } from "node:fs";

/** What every answer carries; pages get their Content-Security-Policy, which differs each time, from proxy.ts. */
const answerHeaders = JSON.parse(
  readFileSync(new URL("./lib/web/answer-headers.json", import.meta.url), "utf8"),
);
const { everywhere, noFile, noPage } = answerHeaders;
const [ofAll, ofNoFile, ofNoPage] = [everywhere, noFile, noPage].map((headers) =>
  Object.entries(headers).map(([key, value]) => ({ key, value })),
);

/** @type {import("next").NextConfig} */
export default {
  serverExternalPackages: ["pg", "pino", "prom-client", "undici"],
  // The same on all nodes that are built from one source (scripts/products.mjs).
  generateBuildId: () => process.env.CALLBOARD_BUILD_ID ?? null,
  poweredByHeader: false,
  images: { unoptimized: true },
  headers: async () => [
    { source: "/:path*", headers: ofAll },
    // They mean something for documents, and a page loads a dozen files.
    { source: "/((?!_next/static/).*)", headers: ofNoFile },
    { source: "/api/:path*", headers: ofNoPage },
    { source: "/_next/static/:path*", headers: ofNoPage },
  ],
  // `npm test` runs the compiler over everything; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    authInterrupts: true,
    // Loaded at the start, all pages and the routes of the API, which Next does not answer, took 16 MB; a page's first visitor waits 10 to 20 ms.
    preloadEntriesOnStart: false,
    // A build without them takes two thirds of the time and a tenth of the disk; a second one is as fast as with them.
    turbopackFileSystemCacheForBuild: false,
    turbopackSourceMaps: process.env.NODE_ENV !== "production",
    serverActions: { bodySizeLimit: "1mb" },
  },
};
