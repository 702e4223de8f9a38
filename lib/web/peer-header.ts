/** The header in which the web process itself notes the address that connected (`lib/supervise/peer-address.ts`). */
export const peerHeader = "x-callboard-peer";
