/** What every answer carries; pages get their Content-Security-Policy, which differs each time, from proxy.ts. */
const everywhere = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "x-frame-options", value: "DENY" },
  { key: "referrer-policy", value: "same-origin" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  {
    key: "permissions-policy",
    value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  },
];
const noPage = [{ key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" }];

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
    // Of a body that comes through proxy.ts Next holds so much, and hands on no more: enough to be found too large.
    proxyClientMaxBodySize: "1280kb",
  },
};
