/** The addresses of databases as people write them: one server, or several of which one takes changes. */

/** Which of several servers is used, as `target_session_attrs` says in libpq. */
export type Target = "read-write" | "primary" | "any";

const targets: readonly string[] = ["read-write", "primary", "any"] satisfies Target[];

/** Scheme, user and password, hosts, the rest. */
const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^@/?#]*)(.*)$/s;

/** The same address for each server that it names, in order; the address itself where it names one. */
export function serversOf(address: string): string[] {
  const [, before = "", hosts = "", after = ""] = parts.exec(address) ?? [];
  if (!hosts.includes(",")) return [address];
  return hosts.split(",").map((host) => `${before}${host}${after}`);
}

/**
 * What the address asks of a server. Callboard writes: of several servers it uses the one that takes changes, and of one nothing but
 * that it is no standby.
 */
export function targetOf(address: string): Target {
  const named = parametersOf(address).get("target_session_attrs");
  if (isTarget(named)) return named;
  return serversOf(address).length > 1 ? "read-write" : "primary";
}

/** Whether `target_session_attrs` is left out, or one that can be written through. */
export function hasKnownTarget(address: string): boolean {
  const named = parametersOf(address).get("target_session_attrs");
  return named === null || isTarget(named);
}

const isTarget = (name: string | null): name is Target => name !== null && targets.includes(name);

/** Host, port and database, as sentences name them: `db1:5432,db2:5432/callboard`. */
export function placeOf(address: string): string {
  const urls = serversOf(address).map((server) => new URL(server));
  return `${urls.map(({ hostname, port }) => `${hostname}:${port || 5432}`).join(",")}${urls[0]?.pathname}`;
}

/** The parameters after the question mark. */
export function parametersOf(address: string): URLSearchParams {
  const from = address.indexOf("?");
  return new URLSearchParams(from === -1 ? "" : address.slice(from + 1));
}
