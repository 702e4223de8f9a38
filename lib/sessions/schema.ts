import { z } from "zod";

/** Which of one's own sessions is to end: the hash of its id, as the list names it. */
export const endSessionSchema = z.strictObject({
  sessionID: z.string().regex(/^[\w-]{43}$/, { error: "is not the name of a session" }),
});
