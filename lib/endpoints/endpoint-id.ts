import { NotFoundError, quoted } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";

/** The largest id that fits the column; a larger one names nothing and would be refused by the database. */
const largest = 2_147_483_647n;

/** The number inside `ep_7`. @throws NotFoundError when the text is not an endpoint's id */
export function endpointIdOf(endpointID: string): number {
  const id = parsePublicId("ep", endpointID);
  if (id === null || id > largest) throw noEndpoint(endpointID);
  return Number(id);
}

export function noEndpoint(endpointID: string): NotFoundError {
  return new NotFoundError(`There is no endpoint ${quoted(endpointID)}.`);
}
