import type { Metadata } from "next";
import { signOutAction } from "@/app/(shell)/actions";
import { MailCard } from "@/components/notices/mail-card";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { PasswordCard } from "@/components/users/password-card";
import { SessionsCard } from "@/components/users/sessions-card";
import { can, roleLabels } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { readSubscription } from "@/lib/notices/mail/subscription";
import { listOwnSessions } from "@/lib/sessions/list";
import { readAccount } from "@/lib/users/account";
import { currentSessionID, pageActor } from "@/lib/web/session";
import {
  changePasswordAction,
  endSessionAction,
  setNoticeMailsAction,
  signOutEverywhereAction,
} from "./actions";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const actor = await pageActor("account:read", "/account");
  const { name, email, role, lastSignInAt, hasPassword, singleSignOn } = await readAccount(actor);
  const { sessions, count } = await listOwnSessions(actor);
  const subscription = can(actor, "deliveries:read") ? await readSubscription(actor) : null;
  const provider = config().singleSignOn?.name ?? "single sign-on";
  const ways = [hasPassword && "email and password", singleSignOn && provider].filter(Boolean).join(", or ");
  const facts: [string, React.ReactNode][] = [
    ["Name", name],
    ["Email", email],
    ["Role", roleLabels[role]],
    ["Signs in with", ways || "nothing yet"],
    ["Last sign-in", lastSignInAt ? <RelativeTime key="at" at={lastSignInAt} /> : "never"],
  ];
  return (
    <>
      <PageHeader title="Account">An administrator changes name, email and role.</PageHeader>
      <div className="flex max-w-[640px] flex-col gap-4">
        <Card title="You">
          <dl className="grid gap-x-4 gap-y-1 p-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
            {facts.map(([term, value]) => (
              <div key={term} className="contents">
                <dt className="text-text-2">{term}</dt>
                <dd className="mb-2 break-words sm:mb-0">{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
        {hasPassword ? (
          <PasswordCard owner={{ email, name }} change={changePasswordAction} />
        ) : (
          <Card title="Password">
            <p className="p-4 text-text-2">
              You sign in with {provider}, so there is no password here. An administrator can give you one.
            </p>
          </Card>
        )}
        {subscription && <MailCard email={email} subscription={subscription} save={setNoticeMailsAction} />}
        <SessionsCard
          sessions={sessions}
          count={count}
          current={await currentSessionID()}
          end={endSessionAction}
          signOut={signOutAction}
          endAll={signOutEverywhereAction}
        />
      </div>
    </>
  );
}
