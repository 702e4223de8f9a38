"use client";

import dynamic from "next/dynamic";

/** Shown until the first callback was delivered: its code is no part of what the page loads afterwards. */
export const TestFirstStep = dynamic(async () => (await import("./test-first")).TestFirst);
