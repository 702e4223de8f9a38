import { resendManyOperation } from "@/lib/api/jobs";
import { countMatching, resendMatching } from "@/lib/deliveries/resend-many";
import { onlyMethods } from "@/lib/web/only-methods";
import { reply } from "@/lib/web/reply";
import { route } from "@/lib/web/route";

export const POST = route(resendManyOperation, async ({ actor, body: { dryRun, ...filter } }) => {
  if (dryRun) return { count: await countMatching(actor, filter) };
  const { jobID, count } = await resendMatching(actor, filter);
  return reply({ jobID, count }, { status: 202 });
});

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };
