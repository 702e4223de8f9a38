"use client";

import type { ComponentProps } from "react";
import { Button } from "@/components/ui/button";
import { webhooksButtonId } from "./webhooks-button-id";

/** Opens the dialog as the button "Webhooks" does. */
export function OpenWebhooks(props: Omit<ComponentProps<typeof Button>, "onClick">) {
  return (
    <Button
      {...props}
      onClick={() => document.querySelector<HTMLElement>(`#${webhooksButtonId} button`)?.click()}
    />
  );
}
