export type CallbackParameters = {
  instanceID: string;
  processName: string;
  eventType: "created" | "updated" | "deleted";
};

/** Names Callboard appends; a configured URL must not bring its own. */
export const parameterNames = ["instanceID", "processName", "eventType"] as const;

/**
 * The URL that is requested: the configured one byte for byte, then the three parameters in their fixed order with
 * values by `encodeURIComponent`. A `?` makes a query, even an empty one (RFC 3986, 3.4), so `&` follows it. Nothing is parsed and written anew: that would change `%20` and order.
 */
export function composeCallbackUrl(url: string, parameters: CallbackParameters): string {
  const joint = url.includes("?") ? "&" : "?";
  const query = parameterNames.map((name) => `${name}=${encodeURIComponent(parameters[name])}`).join("&");
  return `${url}${joint}${query}`;
}

/** The query string of a composed URL as it goes over the wire, without the `?`. */
export function queryOf(composedUrl: string): string {
  return composedUrl.slice(composedUrl.indexOf("?") + 1);
}

/** What a test sends instead of a real instance. */
export const testInstance = { instanceID: "callboard-test", processName: "callboard-test" } as const;
