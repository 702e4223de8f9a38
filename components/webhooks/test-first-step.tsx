"use client";

import dynamic from "next/dynamic";

/** What the steps alone need: they are gone after the first callback, and this is no part of what the page loads then. */
export const TestFirstStep = dynamic(async () => (await import("./test-first")).TestFirst);

export const CopyStep = dynamic(async () => (await import("@/components/ui/copy-button")).CopyButton);
