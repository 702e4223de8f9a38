/** The header in which the web process itself notes the address that connected (`lib/web/on-arrival.ts`). */
export const peerHeader = "x-callboard-peer";
