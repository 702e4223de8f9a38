import type { APIResponse, Route } from "@playwright/test";

/** What the server answers to this request of the page. Where it was just closing the kept connection, it is asked again, as browsers do. */
export function fetchAnswer(
  route: Route,
  { maxRedirects }: { maxRedirects?: number } = {},
): Promise<APIResponse> {
  return route.fetch({ maxRetries: 3, ...(maxRedirects === undefined ? {} : { maxRedirects }) });
}
