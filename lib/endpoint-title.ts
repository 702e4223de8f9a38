/** How an endpoint is called wherever it is listed: by its name, with the URL beside it, or by the URL alone. Pure. */
export function endpointTitle({ name, url }: { name: string | null; url: string }): {
  title: string;
  /** What stands beside the title; null where the title is the URL. */
  url: string | null;
} {
  return name === null ? { title: url, url: null } : { title: name, url };
}
