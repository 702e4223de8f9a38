"use client";

import { useRouter } from "next/navigation";
import type { FormAction } from "@/lib/web/result";
import { InstanceForm } from "./instance-form";

export function NewInstance({ processNames, create }: { processNames: string[]; create: FormAction }) {
  const router = useRouter();
  return (
    <InstanceForm
      action={create}
      submitLabel="Create instance"
      processNames={processNames}
      onCancel={() => router.push("/instances")}
    />
  );
}
