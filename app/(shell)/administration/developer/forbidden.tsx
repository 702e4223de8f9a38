import { Forbidden } from "@/components/shell/forbidden";
import { currentActor } from "@/lib/web/session";

export default async function DeveloperForbidden() {
  const actor = await currentActor();
  return actor && <Forbidden permission="webhooks:read" role={actor.role} />;
}
