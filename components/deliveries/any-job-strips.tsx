"use client";

import dynamic from "next/dynamic";
import type { ComponentProps } from "react";
import type { JobStrips as Strips } from "./job-strips";

const JobStrips = dynamic(async () => (await import("./job-strips")).JobStrips);

/** As a rule there is no job: what shows them is no part of what the page loads. */
export function AnyJobStrips(props: ComponentProps<typeof Strips>) {
  return props.jobs.length > 0 && <JobStrips {...props} />;
}
