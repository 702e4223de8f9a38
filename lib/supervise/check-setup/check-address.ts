import { isLoopback } from "@/lib/address/address-policy";
import { parseIp } from "@/lib/address/ip-address";
import type { Settings } from "@/lib/config";
import { type Finding, fine, warning } from "./finding";

/** Whether people can reach Callboard by APP_URL, as far as the settings alone tell. Pure. */
export function checkAddress({ appUrl, host, port }: Settings): Finding[] {
  const { protocol, hostname, port: namedPort } = new URL(appUrl);
  const isHere = isThisMachine(hostname);
  if (isHere && protocol === "http:") {
    if (Number(namedPort || 80) === port) {
      return [fine(`People on this machine open ${appUrl}. For others, set APP_URL and HOST.`)];
    }
    return [
      warning(
        `APP_URL is ${appUrl}, and Callboard listens on port ${port}. Unless a proxy leads from one to the other, set APP_URL to http://localhost:${port}.`,
      ),
    ];
  }
  const found: Finding[] = [];
  if (protocol === "http:") {
    found.push(
      warning(
        `APP_URL is ${appUrl}: passwords and sessions cross the network as they are. Put a proxy with https in front (docs/operations.md), and set APP_URL to its address.`,
      ),
    );
  }
  // Callboard itself speaks no TLS, and at another port somebody else has to listen.
  const needsProxy = protocol === "https:" || Number(namedPort || 80) !== port;
  if (needsProxy && isThisMachine(host)) {
    found.push(fine(`A proxy on this machine has to lead from ${appUrl} to http://${host}:${port}.`));
  } else if (needsProxy) {
    found.push(
      warning(
        `A proxy has to lead from ${appUrl} to port ${port} of this machine. HOST is ${host}: let no one else reach that port, since whoever does can write X-Forwarded-For.`,
      ),
    );
  } else if (isThisMachine(host)) {
    found.push(
      warning(
        `APP_URL is ${appUrl}, and HOST is ${host}: nobody else reaches Callboard there. Set HOST to an address of this machine.`,
      ),
    );
  }
  return found;
}

function isThisMachine(host: string): boolean {
  const address = parseIp(host.replace(/^\[|\]$/g, ""));
  return address ? isLoopback(address) : /^(.+\.)?localhost$/i.test(host);
}
