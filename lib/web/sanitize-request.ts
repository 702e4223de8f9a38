import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { parseUrl } from "@/lib/address/parse-url";
import { onArrival } from "./on-arrival";
import { isSameOrigin } from "./same-origin";
import { isWebAddress } from "./web-address";

const routerState = "next-router-state-tree";
/** Next has a page of its own for when even the layout fails, and serves it, as 500, to whoever asks for its address. */
const ownErrorPage = /^\/_global-error\b/;
const nowhere = "/_not-found";

/**
 * What happens to each request before Next sees it, whatever it is for: neither Next's configuration, which is fixed by the
 * build, nor its proxy, from which it hides its own headers, can do this (docs/decisions/0029). What holds without Next as well
 * is done (`onArrival`), and what Next or next-auth would fail on is left out.
 */
export function sanitizeRequest(request: IncomingMessage, response: ServerResponse, appUrl: string): void {
  const { headers } = request;
  onArrival(request, response, appUrl);
  if (isOwnErrorPage(request.url ?? "")) request.url = nowhere;
  if (headers[routerState] !== undefined && !isRouterState(headers[routerState])) delete headers[routerState];
  dropInvalidTargets(headers, appUrl);
  const { origin } = headers;
  if (origin !== undefined && isSameOrigin(origin, { appUrl, host: headers.host ?? "" })) {
    // Next compares the two once more, and fails where somebody sends another one, or a proxy a Host of its own.
    headers["x-forwarded-host"] = new URL(origin).host;
  }
}

/** Dots and percent signs lead there as well. */
function isOwnErrorPage(url: string): boolean {
  const parsed = parseUrl(url, "http://localhost");
  return parsed !== null && ownErrorPage.test(decoded(parsed.pathname));
}

/** Judged by Next itself, which answers 500 to any other; without one, it answers with the whole page. */
function isRouterState(header: string | string[]): boolean {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch {
    return false;
  }
}

const targetCookie = /^(?:__Secure-|__Host-)?next-auth\.callback-url=(.*)$/;

/** Removes next-auth's cookie of where to go after signing in when it holds no address: with it every page would fail. */
function dropInvalidTargets(headers: IncomingHttpHeaders, appUrl: string): void {
  if (!headers.cookie?.includes("next-auth.callback-url")) return;
  headers.cookie = headers.cookie
    .split(";")
    .filter((cookie) => {
      const [, target] = targetCookie.exec(cookie.trim()) ?? [];
      return target === undefined || target === "" || isWebAddress(decoded(target), appUrl);
    })
    .join(";");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
