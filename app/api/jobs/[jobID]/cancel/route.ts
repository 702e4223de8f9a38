import { cancelJobOperation } from "@/lib/api/jobs";
import { cancelJob } from "@/lib/deliveries/jobs";
import { onlyMethods } from "@/lib/web/only-methods";
import { route } from "@/lib/web/route";

export const POST = route(cancelJobOperation, ({ actor, params }) => cancelJob(actor, params.jobID ?? ""));

const others = onlyMethods("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };
