import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";

/** Says within the shell that what was asked for is not there, why it may be so, and where to go on. */
export function Missing({
  children,
  href,
  linkText,
}: {
  children: ReactNode;
  href: string;
  linkText: string;
}) {
  return (
    <div className="mx-auto max-w-prose py-10">
      <h1 className="text-xl font-semibold tracking-tight">Not found</h1>
      <div className="mt-1 mb-4 text-text-2">{children}</div>
      <Link href={href} className={buttonClass("primary")}>
        {linkText}
      </Link>
    </div>
  );
}
