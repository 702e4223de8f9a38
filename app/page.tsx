import { redirect } from "next/navigation";
import { can } from "@/lib/auth/permissions";
import { currentActor } from "@/lib/web/session";

/** Everybody lands where their work is: whoever looks after callbacks there, all others at the instances. */
export default async function HomePage() {
  const actor = await currentActor();
  if (!actor) redirect("/sign-in");
  redirect(can(actor, "webhooks:read") ? "/administration/developer" : "/instances");
}
