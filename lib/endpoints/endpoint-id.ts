import { NotFoundError, quoted } from "@/lib/errors";
import { parseIntId } from "@/lib/ids";

/** The number inside `ep_7`. @throws NotFoundError when the text is not an endpoint's id */
export function endpointIdOf(endpointID: string): number {
  const id = parseIntId("ep", endpointID);
  if (id === null) throw noEndpoint(endpointID);
  return id;
}

export function noEndpoint(endpointID: string): NotFoundError {
  return new NotFoundError(`There is no endpoint ${quoted(endpointID)}.`);
}
