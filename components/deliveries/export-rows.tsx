"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { answerOf } from "@/components/ui/use-action";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import type { Count } from "@/lib/stats/count";
import type { ActionResult } from "@/lib/web/result";

const fetchDialog = () => import("./export-dialog");

type Props = {
  filter: LogFilter;
  /** The same, as the log's address has it. */
  query: string;
  /** How many rows of the log match now. */
  count: (filter: LogFilter) => Promise<ActionResult<Count>>;
};

/** Offers all rows of the log that match as a file; how many they are is asked when the dialog opens. */
export function ExportRows({ filter, query, count }: Props) {
  const [counted, setCounted] = useState<ActionResult<Count> | null>(null);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const [code, notice] = useDialogCode(fetchDialog, open, close);
  const asked = useRef(0);
  const recount = async () => {
    asked.current += 1;
    const asking = asked.current;
    setCounted(null);
    const answer = await answerOf(count(filter));
    // The dialog may have been opened again meanwhile, with other filters.
    if (asking === asked.current) setCounted(answer);
  };
  const opened = () => {
    setOpen(true);
    void recount();
  };
  return (
    <>
      <Button onClick={opened}>Export</Button>
      {open && code && (
        <code.ExportDialog query={query} counted={counted} recount={() => void recount()} onClose={close} />
      )}
      {notice}
    </>
  );
}
