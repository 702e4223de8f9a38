import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { peerHeader } from "@/lib/web/peer-header";

/**
 * Loaded into the web process with `--import`: Next hands a request's headers to pages and actions, but not its socket. So
 * the address that really connected goes into a header, over whatever the client may have sent under that name.
 */
subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  request.headers[peerHeader] = request.socket.remoteAddress ?? "";
});
