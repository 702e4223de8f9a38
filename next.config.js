/** @type {import("next").NextConfig} */
export default {
  serverExternalPackages: ["pg", "pino", "prom-client", "undici"],
  poweredByHeader: false,
  images: { unoptimized: true },
  // `npm test` runs the compiler over everything; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: { authInterrupts: true, serverActions: { bodySizeLimit: "1mb" } },
};
