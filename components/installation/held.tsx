"use client";

import { lazy, Suspense, useState } from "react";
import type { HeldProps } from "./held-banner";

const HeldBanner = lazy(async () => ({ default: (await import("./held-banner")).HeldBanner }));

/** The banner of a database whose callbacks are held; no page brings its code while none are. It stays, to say how it ended. */
export function Held(props: HeldProps) {
  const [wasHeld, setWasHeld] = useState(props.hold !== null);
  if (props.hold && !wasHeld) setWasHeld(true);
  return (
    wasHeld && (
      <Suspense>
        <HeldBanner {...props} />
      </Suspense>
    )
  );
}
