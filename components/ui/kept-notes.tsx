"use client";

import { Button } from "./button";
import { Note } from "./note";

/** That the page is of another release than the server, where what was typed comes back with the page of the new one. */
export function UpgradedNote() {
  return (
    <Note tone="warn">
      <p className="mb-2">Callboard was upgraded since this page was loaded. What you typed is kept.</p>
      <Button size="s" onClick={() => location.reload()}>
        Load the page again
      </Button>
    </Note>
  );
}

/** That what stands here was typed before the page was loaded. @param about what else is to be known */
export function KeptNote({ about = "", onDiscard }: { about?: string; onDiscard: () => void }) {
  return (
    <Note tone="warn">
      <p className="mb-2">Your unsaved text was kept. {about}</p>
      <Button size="s" onClick={onDiscard}>
        Discard it
      </Button>
    </Note>
  );
}
