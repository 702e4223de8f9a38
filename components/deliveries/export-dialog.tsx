"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Note } from "@/components/ui/note";
import { type Count, countText } from "@/lib/stats/count";
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
  total,
  onClose,
}: {
  /** The filters, as the log's address has them. */
  query: string;
  /** How many rows match; null where that is not known. */
  total: Count | null;
  onClose: () => void;
}) {
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
    } else setState({ kind: "asking", problem: done?.message ?? null });
  };
  const footer =
    state.kind === "running" ? (
      <Button onClick={() => running.current?.abort()}>Cancel</Button>
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
          <p className="mb-3">
            {rowsText(total)} the filters, newest first, each as it is when it is read. Times are in UTC.
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
          Saved {number(state.rows)} {state.rows === 1 ? "row" : "rows"} as {state.fileName}.
        </p>
      )}
    </Dialog>
  );
}

/** "All 312 rows that match", "The row that matches". */
function rowsText(total: Count | null): string {
  if (total?.count === 1 && !total.atLeast) return "The row that matches";
  return total === null ? "All rows that match" : `All ${countText(total)} rows that match`;
}

function Progress({ rows, total }: { rows: number; total: Count | null }) {
  const isKnown = total !== null && !total.atLeast;
  return (
    <>
      <p>
        {number(rows)} {rows === 1 ? "row" : "rows"} so far
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

const number = (value: number) => value.toLocaleString("en-US");
