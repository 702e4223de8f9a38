/**
 * Ports no web service uses, where an HTTP request can only do harm: the browsers' blocked ports (WHATWG Fetch, "port
 * blocking"), and databases, caches, remote shells and control planes.
 */
export const refusedPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  2375, 2376, 2379, 2380, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 9200, 10080, 10250, 11211, 27017,
]);

/** The port a URL leads to. "0" is one, and a refused one; only where none is written does the scheme's own count. */
export function portOf({ protocol, port }: { protocol: string; port: string }): number {
  return Number(port || (protocol === "https:" ? 443 : 80));
}
