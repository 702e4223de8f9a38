import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import InstancePage, { generateMetadata as titleOf } from "@/app/(shell)/instances/[instanceID]/page";
import { instancePath, isPathPart } from "@/lib/instance-path";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

async function idOf(searchParams: Props["searchParams"]): Promise<string> {
  const { instanceID } = await searchParams;
  if (typeof instanceID !== "string" || instanceID === "") notFound();
  return instanceID;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return titleOf({ params: Promise.resolve({ instanceID: await idOf(searchParams) }) });
}

/** The page of an instance whose ID cannot be a part of a path (`lib/instance-path.ts`); every other has one address alone. */
export default async function InstanceByIdPage({ searchParams }: Props) {
  const instanceID = await idOf(searchParams);
  if (isPathPart(instanceID)) redirect(instancePath(instanceID));
  const params = Promise.resolve({ instanceID: encodeURIComponent(instanceID) });
  return <InstancePage params={params} searchParams={searchParams} />;
}
