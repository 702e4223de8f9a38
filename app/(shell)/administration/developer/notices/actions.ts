"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { markRead } from "@/lib/notices/mark-read";
import { readBell } from "@/lib/notices/read";
import { markReadInput } from "@/lib/notices/schema";
import { action } from "@/lib/web/action";

export const readBellAction = action("deliveries:read", z.strictObject({}), (actor) => readBell(actor));

export const markNoticesReadAction = action("deliveries:read", markReadInput, async (actor, input) => {
  await markRead(actor, input);
  revalidatePath("/administration/developer/notices");
});
