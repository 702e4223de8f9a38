import { problem } from "@/lib/web/problem";

/** Every address under /api that does not exist answers like the others: with a problem document. */
async function unknown(): Promise<Response> {
  return problem(404, "The API has nothing at this address.");
}

export {
  unknown as DELETE,
  unknown as GET,
  unknown as OPTIONS,
  unknown as PATCH,
  unknown as POST,
  unknown as PUT,
};
