"use client";

import { useEffect } from "react";

/**
 * Leads on to another site. An answer to a form cannot: the Content-Security-Policy lets forms lead to our own pages only,
 * through redirects too.
 */
export function Leaving({ address, provider }: { address: string; provider: string }) {
  useEffect(() => window.location.assign(address), [address]);
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content={`0; url=${address}`} />
      </noscript>
      <a href={address} className="text-center underline">
        Go on to {provider}
      </a>
    </>
  );
}
