"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { entryIdSchema } from "@/lib/audit/schema";
import { action } from "@/lib/web/action";
import { previewRestore, restoreSettings } from "@/lib/webhooks/restore";
import { webhooksShape } from "@/lib/webhooks/schema";

const entry = z.strictObject({ entryID: entryIdSchema });

export const previewRestoreAction = action("webhooks:write", entry, (actor, { entryID }) =>
  previewRestore(actor, entryID),
);

export const restoreAction = action(
  "webhooks:write",
  entry.extend({ version: webhooksShape.shape.version }),
  async (actor, input) => {
    const outcome = await restoreSettings(actor, input);
    revalidatePath("/administration/developer", "layout");
    return outcome;
  },
);
