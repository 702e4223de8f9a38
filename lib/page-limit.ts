import { z } from "zod";

/** Query of every list: how many a page holds, 1 to 200. Pure. */
export const limitSchema = z.coerce
  .number({ error: "must be a number" })
  .int({ error: "must be a whole number" })
  .min(1, { error: "must be at least 1" })
  .max(200, { error: "must be at most 200" })
  .default(50);
