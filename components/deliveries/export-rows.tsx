"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useDialogCode } from "@/components/ui/use-dialog-code";
import type { Count } from "@/lib/stats/count";

const fetchDialog = () => import("./export-dialog");

type Props = {
  /** The filters, as the log's address has them. */
  query: string;
  /** How many rows match; null where that could not be counted. */
  total: Promise<Count | null>;
};

/** Offers all rows of the log that match as a file. */
export function ExportRows({ query, total: counted }: Props) {
  const [total, setTotal] = useState<Count | null>(null);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const [code, notice] = useDialogCode(fetchDialog, open, close);
  const opened = () => {
    setOpen(true);
    void counted.then(setTotal);
  };
  return (
    <>
      <Button onClick={opened}>Export</Button>
      {open && code && <code.ExportDialog query={query} total={total} onClose={close} />}
      {notice}
    </>
  );
}
