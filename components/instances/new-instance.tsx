"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { drawFormKey } from "@/components/ui/form-key";
import type { FormAction } from "@/lib/web/result";
import { InstanceForm } from "./instance-form";

type Props = {
  processNames: string[];
  create: FormAction;
  /** The idempotency key of a form that is sent before scripts run, or without any. */
  firstKey: string;
};

export function NewInstance({ processNames, create, firstKey }: Props) {
  const router = useRouter();
  const [idempotencyKey, setKey] = useState(firstKey);
  // Who comes back to a page of before, by the browser's Back button, wants another instance.
  useEffect(() => setKey(drawFormKey()), []);
  return (
    <InstanceForm
      action={create}
      submitLabel="Create instance"
      idempotencyKey={idempotencyKey}
      processNames={processNames}
      onCancel={() => router.push("/instances")}
    />
  );
}
