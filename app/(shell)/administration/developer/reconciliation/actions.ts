"use server";

import { z } from "zod";
import { csvKinds, csvOf } from "@/lib/reconciliation/csv";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { reconciliationSchema } from "@/lib/reconciliation/schema";
import { action } from "@/lib/web/action";

/** Of more, the first are named; how many there are the sums say. */
const maxNamed = 10_000;

const input = z.strictObject({ kind: z.enum(csvKinds), span: reconciliationSchema });

export const exportReconciliationAction = action("deliveries:read", input, async (actor, { kind, span }) =>
  csvOf(kind, await reconcile(actor, span, { trustVerified: true, named: maxNamed })),
);
