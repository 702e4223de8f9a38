"use client";

import { type ComponentProps, lazy, Suspense } from "react";
import type { JobStrips as Strips } from "./job-strips";

const JobStrips = lazy(async () => ({ default: (await import("./job-strips")).JobStrips }));

/** As a rule there is no job: what shows them is no part of what the page loads. */
export function AnyJobStrips(props: ComponentProps<typeof Strips>) {
  return (
    props.jobs.length > 0 && (
      <Suspense>
        <JobStrips {...props} />
      </Suspense>
    )
  );
}
