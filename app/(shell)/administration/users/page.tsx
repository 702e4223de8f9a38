import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { People } from "@/components/users/people";
import { config } from "@/lib/config";
import { publicId } from "@/lib/ids";
import { listUsers } from "@/lib/users/service";
import { pageActor } from "@/lib/web/session";
import {
  createUserAction,
  resetPasswordAction,
  setDisabledAction,
  setLinkAllowedAction,
  setRoleAction,
} from "./actions";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  const actor = await pageActor("users:read", "/administration/users");
  return (
    <>
      <PageHeader title="Users">
        Administrators manage users and callbacks, Developers callbacks; everybody works with process
        instances.
      </PageHeader>
      <People
        users={await listUsers(actor)}
        self={actor.userId === null ? null : publicId("usr", actor.userId)}
        provider={config().singleSignOn?.name ?? null}
        create={createUserAction}
        actions={{
          setRole: setRoleAction,
          setDisabled: setDisabledAction,
          resetPassword: resetPasswordAction,
          setLinkAllowed: setLinkAllowedAction,
        }}
      />
    </>
  );
}
