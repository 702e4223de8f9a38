import { watchFile } from "./watched-file";

/** What resolv.conf(5) says of names that are not whole: the domains they are looked for in, and what counts as whole. */
type SearchList = { domains: readonly string[]; ndots: number };

const systemFile = "/etc/resolv.conf";

/**
 * The names that the system asks DNS for in place of one, in this order: a name with fewer dots than `ndots` first under each domain
 * of the search list, any other first as it is. A name that ends in a dot is whole. In Kubernetes `erp.dev` so is the service `erp`
 * of the namespace `dev`, and not a name of the top-level domain `dev`.
 */
export function createSearchList(file = systemFile): (name: string) => readonly string[] {
  const list = watchFile(file, parseSearchList);
  return (name) => {
    if (name.endsWith(".")) return [name.slice(0, -1)];
    const { domains, ndots } = list();
    const under = domains.map((domain) => (domain === "" ? name : `${name}.${domain}`));
    const dots = name.split(".").length - 1;
    return [...new Set(dots >= ndots ? [name, ...under] : [...under, name])];
  };
}

/** The last `search` or `domain` line counts; `ndots` is 1 unless an option says otherwise, and at most 15. */
function parseSearchList(text: string): SearchList {
  let domains: string[] = [];
  let ndots = 1;
  for (const line of text.split(/\r?\n/)) {
    const [keyword = "", ...values] = line.trim().split(/\s+/);
    if (keyword === "search") domains = values;
    if (keyword === "domain") domains = values.slice(0, 1);
    const option = keyword === "options" ? values.findLast((value) => /^ndots:\d+$/.test(value)) : undefined;
    if (option) ndots = Math.min(Number(option.slice("ndots:".length)), 15);
  }
  return { domains: domains.map((domain) => domain.replace(/\.$/, "").toLowerCase()), ndots };
}
