"use client";

import { useRouter } from "next/navigation";
import type { ActionResult } from "@/lib/web/result";
import { type Entered, InstanceForm } from "./instance-form";

type Created = { instanceID: string };

export function NewInstance({
  processNames,
  create,
}: {
  processNames: string[];
  create: (entered: Entered) => Promise<ActionResult<Created>>;
}) {
  const router = useRouter();
  return (
    <InstanceForm<Created>
      processNames={processNames}
      submitLabel="Create instance"
      submit={create}
      onDone={({ instanceID }) => router.push(`/instances/${encodeURIComponent(instanceID)}`)}
      onCancel={() => router.push("/instances")}
    />
  );
}
