import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FrontDoor } from "@/components/shell/front-door";
import { SetupForm } from "@/components/users/setup-form";
import { isSetupCode } from "@/lib/auth/setup-code";
import { config } from "@/lib/config";
import { hasAdministrator } from "@/lib/users/first-administrator";
import { createAdministrator } from "./actions";

export const metadata: Metadata = { title: "Set up" };

type Props = { searchParams: Promise<{ code?: string | string[] }> };

export default async function SetupPage({ searchParams }: Props) {
  const { code } = await searchParams;
  if (typeof code !== "string" || !isSetupCode(code, config().appSecret)) notFound();
  if (await hasAdministrator()) notFound();
  return (
    <FrontDoor
      title="Welcome to Callboard"
      intro="Create the first administrator. This page is gone as soon as one exists."
    >
      <SetupForm code={code} create={createAdministrator} />
    </FrontDoor>
  );
}
