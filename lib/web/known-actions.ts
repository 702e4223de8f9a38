import { readFileSync } from "node:fs";

type Manifest = { node: Record<string, { workers: Record<string, unknown> }> };

let known: Map<string, RegExp[]> | null | undefined;

/** The actions of this build by their id, each with the addresses of its pages; null while developing: Next judges alone. */
function actions(): Map<string, RegExp[]> | null {
  if (known === undefined) known = process.env.NODE_ENV === "production" ? readActions() : null;
  return known;
}

/** Whether this build has a server action of this id. */
export function isKnownAction(id: string): boolean {
  return actions()?.has(id) ?? true;
}

/** Whether the page at this path has it: a form that is posted without scripts finds no others. */
export function isActionOfPage(id: string, path: string): boolean {
  const pages = actions();
  return pages === null || (pages.get(id)?.some((page) => page.test(path)) ?? false);
}

/** From what the build wrote, where Next finds them too. */
function readActions(): Map<string, RegExp[]> {
  const manifest: Manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return new Map(
    Object.entries(manifest.node).map(([id, { workers }]) => [id, Object.keys(workers).map(addressesOf)]),
  );
}

/** @param page such as `app/(shell)/instances/[instanceID]/page` */
export function addressesOf(page: string): RegExp {
  const path = page
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^)/]*\)/g, "")
    .replace(/\[[^\]/]+\]/g, "[^/]+");
  return new RegExp(`^${path}/?$`);
}
