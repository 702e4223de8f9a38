import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { LinkRequests } from "@/components/users/link-requests";
import { UserTable } from "@/components/users/user-table";
import { config } from "@/lib/config";
import { publicId } from "@/lib/ids";
import { listUsers } from "@/lib/users/administer";
import { listLinkRequests } from "@/lib/users/link-requests";
import { pageActor } from "@/lib/web/session";
import {
  acceptLinkRequestAction,
  createUserAction,
  refuseLinkRequestAction,
  resetPasswordAction,
  setDisabledAction,
  setLinkAllowedAction,
  setRoleAction,
} from "./actions";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  const actor = await pageActor("users:read", "/administration/users");
  const provider = config().singleSignOn;
  return (
    <>
      <PageHeader title="Users">
        Administrators manage users and callbacks, Developers callbacks; everybody works with process
        instances.
        {provider &&
          ` Anyone who signs in with ${provider.name} for the first time becomes a User${provider.trustEmail ? "" : `, if ${provider.name} says that their email is verified; if it says nothing, you accept them here`}.`}
      </PageHeader>
      {provider && (
        <LinkRequests
          provider={provider.name}
          requests={await listLinkRequests(actor)}
          accept={acceptLinkRequestAction}
          refuse={refuseLinkRequestAction}
        />
      )}
      <UserTable
        users={await listUsers(actor)}
        self={actor.userId === null ? null : publicId("usr", actor.userId)}
        provider={provider?.name ?? null}
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
