"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { grouped } from "@/lib/plural";
import { type Count, countText } from "@/lib/stats/count";
import type { ActionResult } from "@/lib/web/result";
import { downloadRows, saveBlob } from "./download-rows";

const path = "/administration/developer/deliveries/export";
const formats = [
  { format: "csv", name: "CSV", about: "for spreadsheets", headLines: 1 },
  { format: "ndjson", name: "NDJSON", about: "one JSON object a line, for programs", headLines: 0 },
] as const;
type Format = (typeof formats)[number];

type State =
  | { kind: "asking"; problem: string | null }
  | { kind: "running"; rows: number }
  | { kind: "saved"; rows: number; fileName: string };

/** Saves rows as a file, with how far it is and a way to cancel. */
export function ExportDialog({
  query,
  counted,
  recount,
  onClose,
}: {
  /** The filters, as the log's address has them. */
  query: string;
  /** How many rows match, as it was asked just now; null while that is asked. */
  counted: ActionResult<Count> | null;
  recount: () => void;
  onClose: () => void;
}) {
  const total = counted?.ok ? counted.value : null;
  const [state, setState] = useState<State>({ kind: "asking", problem: null });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async ({ format, headLines }: Format) => {
    const cancelling = new AbortController();
    running.current = cancelling;
    setState({ kind: "running", rows: 0 });
    const rowsOf = (lines: number) => Math.max(0, lines - headLines);
    const url = `${path}?${new URLSearchParams([...new URLSearchParams(query), ["format", format]])}`;
    const options = {
      signal: cancelling.signal,
      onLines: (lines: number) => setState({ kind: "running", rows: rowsOf(lines) }),
    };
    const done = await downloadRows(url, options).catch(() => null);
    running.current = null;
    if (done?.kind === "whole") {
      saveBlob(done.blob, done.fileName);
      setState({ kind: "saved", rows: rowsOf(done.lines), fileName: done.fileName });
    } else {
      setState({ kind: "asking", problem: done?.message ?? null });
      if (!cancelling.signal.aborted) recount();
    }
  };
  const cancel = () => {
    running.current?.abort();
    recount();
  };
  const footer =
    state.kind === "running" ? (
      <Button onClick={cancel}>Cancel</Button>
    ) : (
      <Button onClick={onClose}>Close</Button>
    );
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()} title="Export" footer={footer}>
      {state.kind === "asking" && (
        <>
          {state.problem && (
            <div className="mb-3">
              <Note tone="bad">{state.problem}</Note>
            </div>
          )}
          <Counted counted={counted} recount={recount} />
          <p className="mb-3">
            All rows that match the filters are saved, newest first, each as it is when it is read. Times are
            in UTC.
          </p>
          <ul className="grid gap-2">
            {formats.map((one) => (
              <li key={one.format} className="flex flex-wrap items-center gap-3">
                <Button onClick={() => void start(one)}>Save as {one.name}</Button>
                <span className="text-text-2">{one.about}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {state.kind === "running" && <Progress rows={state.rows} total={total} />}
      {state.kind === "saved" && (
        <p role="status" className="break-words">
          Saved {grouped(state.rows)} {state.rows === 1 ? "row" : "rows"} as {state.fileName}.
        </p>
      )}
    </Dialog>
  );
}

/** How many rows that would be, while it is asked, and where it cannot be told: then they can be saved all the same. */
function Counted({ counted, recount }: { counted: ActionResult<Count> | null; recount: () => void }) {
  if (counted && !counted.ok) {
    return (
      <div className="mb-3">
        <Note tone="warn">
          <p>How many rows match could not be counted; they can be saved all the same. {counted.message}</p>
          <Button size="s" className="mt-2" onClick={recount}>
            Count again
          </Button>
        </Note>
      </div>
    );
  }
  return (
    <p role="status" className="mb-1 flex min-h-5 items-center gap-1.5 font-semibold">
      {counted ? (
        matchText(counted.value)
      ) : (
        <>
          <Spinner />
          Counting the rows that match …
        </>
      )}
    </p>
  );
}

/** "312 rows match now", "1 row matches now", "No row matches now". */
function matchText(total: Count): string {
  if (total.atLeast) return `${countText(total)} rows match now`;
  if (total.count === 0) return "No row matches now";
  return total.count === 1 ? "1 row matches now" : `${countText(total)} rows match now`;
}

function Progress({ rows, total }: { rows: number; total: Count | null }) {
  const isKnown = total !== null && !total.atLeast;
  return (
    <>
      <p>
        {grouped(rows)} {rows === 1 ? "row" : "rows"} so far
        {total === null ? "" : ` of ${countText(total)}`}
      </p>
      <progress
        aria-label="Progress of the export"
        className="mt-2 block h-2 w-full"
        max={isKnown ? Math.max(total.count, rows, 1) : undefined}
        value={isKnown ? rows : undefined}
      />
    </>
  );
}
