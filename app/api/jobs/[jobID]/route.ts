import { readJobOperation } from "@/lib/api/jobs";
import { readJob } from "@/lib/deliveries/jobs";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const GET = route(readJobOperation, ({ actor, params }) => readJob(actor, params.jobID ?? ""));

const others = onlyMethods("GET");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
