"use client";

import { useState } from "react";
import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { Spinner } from "@/components/ui/spinner";
import { type Notice, Toast } from "@/components/ui/toast";
import { answerOf } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import type { NoticeWebhookView } from "@/lib/notices/view";
import { grouped } from "@/lib/plural";
import type { ActionResult, FormAction } from "@/lib/web/result";

type TestAction = (input: Record<string, never>) => Promise<ActionResult<{ ok: boolean; cause: string }>>;

type Props = { webhook: NoticeWebhookView; save: FormAction; test: TestAction };

/** The URL that notices are posted to; how that goes; a test. */
export function WebhookCard({ webhook, save, test }: Props) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const [testing, setTesting] = useState(false);
  const runTest = async () => {
    if (testing) return;
    setTesting(true);
    const result = await answerOf(test({}));
    setTesting(false);
    if (!result.ok) return setNotice({ tone: "bad", text: result.message });
    const { ok, cause } = result.value;
    setNotice({ tone: ok ? "ok" : "bad", text: `${ok ? "Test posted." : "Test failed."} ${cause}` });
  };
  return (
    <Card title="Notices by webhook">
      <ActionForm
        action={save}
        lost=", so it is not known whether this was saved. Reload the page."
        keep="notices.webhook"
        noValidate
        className="flex flex-col gap-3 p-4"
        onDone={() => setNotice({ tone: "ok", text: "Saved. From the next notice on." })}
      >
        {({ errors, typed, pending }) => (
          <>
            <p className="text-text-2">
              Each notice is also posted as JSON to this URL, signed as Standard Webhooks says: to a chat, a
              pager or a program of yours. Leave it empty to post nowhere.
            </p>
            <Field
              key={webhook.savedAt}
              label="URL for notices"
              name="url"
              type="url"
              autoComplete="off"
              placeholder="example: https://my-service.com/callboard-notices"
              defaultValue={typed.url?.[0] ?? webhook.url ?? ""}
              error={errors.url}
            />
            <State webhook={webhook} />
            <div className="flex flex-wrap gap-2">
              <SubmitButton pending={pending}>Save</SubmitButton>
              {webhook.url !== null && (
                <Button onClick={runTest} aria-busy={testing}>
                  {testing && <Spinner />}
                  Test
                </Button>
              )}
            </div>
          </>
        )}
      </ActionForm>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </Card>
  );
}

function State({
  webhook: { url, savedAt, savedBy, waiting, givenUp, last },
}: {
  webhook: NoticeWebhookView;
}) {
  if (url === null) return null;
  return (
    <p className="text-[13px] break-words text-text-2">
      {last ? (
        <>
          {last.ok ? "Last post" : "The last post failed"} <RelativeTime at={last.at} />:{" "}
          {visibleText(last.cause)}
        </>
      ) : (
        "Nothing has been posted yet."
      )}
      {waiting > 0 && ` ${grouped(waiting)} ${waiting === 1 ? "notice waits" : "notices wait"}.`}
      {givenUp > 0 && ` ${grouped(givenUp)} ${givenUp === 1 ? "notice was" : "notices were"} given up.`}
      {savedAt && (
        <>
          {" "}
          Set by {visibleText(savedBy ?? "")} <RelativeTime at={savedAt} />.
        </>
      )}
    </p>
  );
}
