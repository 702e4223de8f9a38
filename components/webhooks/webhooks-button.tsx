"use client";

import { Webhook } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Toast } from "@/components/ui/toast";
import type { AllowRule } from "@/lib/net/allow-list";
import type { ActionResult } from "@/lib/web/result";
import type { WebhooksView } from "@/lib/webhooks/view";
import type { TestAction } from "./request-preview";
import { type SaveAction, WebhooksDialog } from "./webhooks-dialog";

type Props = {
  allow: readonly AllowRule[];
  load: (input: Record<string, never>) => Promise<ActionResult<WebhooksView>>;
  save: SaveAction;
  test: TestAction;
};

type Notice = { tone: "ok" | "warn" | "bad"; text: string };

/** Opens the dialog with the settings as they are stored at that moment, and says afterwards how it went. */
export function WebhooksButton({ allow, load, save, test }: Props) {
  const [webhooks, setWebhooks] = useState<WebhooksView | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [opening, startOpening] = useTransition();

  const open = () => {
    if (opening) return;
    startOpening(async () => {
      const result = await load({}).catch(() => null);
      if (result?.ok) {
        setNotice(null);
        setWebhooks(result.value);
      } else {
        setNotice({ tone: "bad", text: result?.message ?? "Callboard could not be reached. Try again." });
      }
    });
  };

  const saved = (warnings: string[]) => {
    setWebhooks(null);
    setNotice(
      warnings.length === 0
        ? { tone: "ok", text: "Callback URLs saved. They apply from now on." }
        : { tone: "warn", text: `Callback URLs saved. ${warnings.join(" ")}` },
    );
  };

  return (
    <>
      {/* Never disabled: it takes the focus back when the dialog closes. */}
      <Button variant="primary" onClick={open} aria-busy={opening}>
        {opening ? <Spinner /> : <Webhook aria-hidden className="size-4" />}
        Webhooks
      </Button>
      {webhooks && (
        <WebhooksDialog
          webhooks={webhooks}
          allow={allow}
          save={save}
          test={test}
          onClose={() => setWebhooks(null)}
          onSaved={saved}
        />
      )}
      {notice && (
        <Toast tone={notice.tone} onDismiss={() => setNotice(null)}>
          {notice.text}
        </Toast>
      )}
    </>
  );
}
