/** What is at `/instances/…` besides the page of one instance; that folder's names are held against it by a test. */
const taken = ["new"];
/** A browser takes these for a step in the path, however they are escaped (URL Standard, 4.5). */
const dots = [".", ".."];

/** Next answers an address that ends so with what its own script draws a page from. */
const ofNext = /\.rsc$/i;

/** Where the page of an instance is whose ID cannot be a part of a path: see `instancePath`. */
export const unnamedInstancePath = "/instances/by/id";

export const isPathPart = (instanceID: string) =>
  !taken.includes(instanceID) && !dots.includes(instanceID) && !ofNext.test(instanceID);

/**
 * The address of an instance's page. An ID reported by another platform may be whatever that uses, so one that cannot be a part of a
 * path goes into the query.
 */
export function instancePath(instanceID: string): string {
  return isPathPart(instanceID)
    ? `/instances/${encodeURIComponent(instanceID)}`
    : `${unnamedInstancePath}?${new URLSearchParams({ instanceID })}`;
}
