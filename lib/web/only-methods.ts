import { problem } from "./problem";

/** A handler of the methods that an address does not answer; `allowed` are those it does. */
export type OnlyMethods = ((...given: unknown[]) => Promise<Response>) & { allowed: readonly string[] };

/** Answers every other method: 405 and which ones there are. */
export function onlyMethods(...allowed: string[]): OnlyMethods {
  return Object.assign(async () => methodNotAllowed(allowed), { allowed });
}

/** 405, with the methods that the address answers. */
export function methodNotAllowed(allowed: readonly string[]): Response {
  const allow = allowed.join(", ");
  return problem(405, `This address answers ${allow} only.`, undefined, { allow });
}

/** The answer to OPTIONS (RFC 9110, 9.3.7): the same methods. */
export function optionsOf(allowed: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: { allow: allowed.join(", "), "cache-control": "no-store" },
  });
}
