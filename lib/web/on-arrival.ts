import type { IncomingMessage, ServerResponse } from "node:http";
import { parseUrl } from "@/lib/address/parse-url";
import { peerHeader } from "./peer-header";

/**
 * What happens to each request before anybody answers it: the address that really connected is noted over whatever the client sent under
 * that name, and over https browsers are told to stay with it.
 */
export function onArrival(request: IncomingMessage, response: ServerResponse, appUrl: string): void {
  toOriginForm(request);
  request.headers[peerHeader] = request.socket.remoteAddress ?? "";
  if (appUrl.startsWith("https:")) response.setHeader("strict-transport-security", "max-age=31536000");
}

/** `GET http://host/path`, as to a proxy, is the same as `GET /path` with that host (RFC 9112, 3.2.2). */
function toOriginForm(request: IncomingMessage): void {
  const { url = "" } = request;
  const parsed = /^https?:\/\//i.test(url) ? parseUrl(url) : null;
  if (!parsed) return;
  const { host, pathname, search } = parsed;
  request.headers.host = host;
  request.url = `${pathname}${search}`;
}
