import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { type Permission, type Role, roleLabels, rolesThatCan } from "@/lib/auth/permissions";

/** Says which role a page needs and which one the reader has. */
export function Forbidden({ permission, role }: { permission: Permission; role: Role }) {
  const needed = rolesThatCan(permission)
    .map((one) => roleLabels[one])
    .join(" or ");
  return (
    <div className="mx-auto max-w-prose py-10">
      <h1 className="text-xl font-semibold tracking-tight">You cannot open this page</h1>
      <p className="mt-1 mb-4 text-text-2">
        It needs the role {needed}; yours is {roleLabels[role]}. An administrator can change that.
      </p>
      <Link href="/instances" className={buttonClass("primary")}>
        Go to process instances
      </Link>
    </div>
  );
}
