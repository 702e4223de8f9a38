import { z } from "zod";
import { releaseChoices } from "./view";

export const releaseInput = z.strictObject({ as: z.enum(releaseChoices) });
