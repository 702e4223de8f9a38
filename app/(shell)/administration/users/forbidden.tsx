import { Forbidden } from "@/components/shell/forbidden";
import { currentActor } from "@/lib/web/session";

export default async function UsersForbidden() {
  const actor = await currentActor();
  return actor && <Forbidden permission="users:read" role={actor.role} />;
}
