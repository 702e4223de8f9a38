/** Letters, digits, hyphens and underscores in labels of at most 63, 253 in all (RFC 1123; underscores occur in practice). */
export function isHostName(host: string): boolean {
  return (
    host.length <= 253 &&
    host.split(".").every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
  );
}

/** Names that mean something else in every network: only a rule of the operator's opens them. */
export function isInternalName(host: string): boolean {
  let end = host.length;
  while (host[end - 1] === ".") end -= 1;
  const name = host.slice(0, end).toLowerCase();
  return !name.includes(".") || internalEndings.test(name);
}
const internalEndings = /\.(local|internal|localhost|home\.arpa|lan|corp|onion|test|example|invalid)$/;
