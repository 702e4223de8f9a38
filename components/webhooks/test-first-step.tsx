"use client";

import { type ComponentProps, lazy, Suspense } from "react";
import type { CopyButton } from "@/components/ui/copy-button";
import type { TestFirst } from "./test-first";

const Test = lazy(async () => ({ default: (await import("./test-first")).TestFirst }));
const Copy = lazy(async () => ({ default: (await import("@/components/ui/copy-button")).CopyButton }));

/** What the steps alone need: they are gone after the first callback, and this is no part of what the page loads then. */
export function TestFirstStep(props: ComponentProps<typeof TestFirst>) {
  return (
    <Suspense>
      <Test {...props} />
    </Suspense>
  );
}

export function CopyStep(props: ComponentProps<typeof CopyButton>) {
  return (
    <Suspense>
      <Copy {...props} />
    </Suspense>
  );
}
