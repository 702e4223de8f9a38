"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Notice, Toast } from "@/components/ui/toast";
import { answerOf } from "@/components/ui/use-action";
import type { CsvKind } from "@/lib/reconciliation/csv";
import type { ActionResult } from "@/lib/web/result";

type Span = { from: string; to: string };
export type ExportAction = (input: { kind: CsvKind; span: Span }) => Promise<ActionResult<string>>;

const texts: Record<CsvKind, string> = {
  summary: "Export summary (CSV)",
  unaccounted: "Export unaccounted (CSV)",
};

/** Saves a part of the reconciliation as a file. */
export function ExportButton({
  kind,
  span,
  exportAs,
}: {
  kind: CsvKind;
  span: Span;
  exportAs: ExportAction;
}) {
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);

  const clicked = async () => {
    if (busy) return;
    setBusy(true);
    const result = await answerOf(exportAs({ kind, span }));
    setBusy(false);
    if (result.ok) save(result.value, `reconciliation-${kind}-${span.from.slice(0, 10)}.csv`);
    else setNotice({ tone: "bad", text: result.message });
  };

  return (
    <>
      <Button aria-busy={busy} onClick={clicked}>
        {texts[kind]}
      </Button>
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </>
  );
}

function save(text: string, name: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  URL.revokeObjectURL(href);
}
