/** The header in which the web process itself notes the address that connected (`lib/web/before-next.ts`). */
export const peerHeader = "x-callboard-peer";
