import { readFileSync } from "node:fs";

/** What every answer carries; pages get their Content-Security-Policy, which differs each time, from proxy.ts. */
const answerHeaders = JSON.parse(
  readFileSync(new URL("./lib/web/answer-headers.json", import.meta.url), "utf8"),
);
const [everywhere, noPage] = [answerHeaders.everywhere, answerHeaders.noPage].map((headers) =>
  Object.entries(headers).map(([key, value]) => ({ key, value })),
);

/** @type {import("next").NextConfig} */
export default {
  serverExternalPackages: ["pg", "pino", "prom-client", "undici"],
  poweredByHeader: false,
  images: { unoptimized: true },
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    { source: "/api/:path*", headers: noPage },
    { source: "/_next/static/:path*", headers: noPage },
  ],
  // `npm test` runs the compiler over everything; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: "1mb" },
  },
};
