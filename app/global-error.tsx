"use client";

import "@fontsource-variable/inter";
import "./globals.css";
import { useSyncExternalStore } from "react";
import { Failure } from "@/components/shell/failure";
import { keptTheme } from "@/components/shell/kept-theme";

type Props = { error: Error & { digest?: string }; retry: () => void };

const neverChanges = () => () => {};

/** When what stands outside the shell failed, the outermost layout included: the theme chosen is in this browser's cookie alone. */
export default function GlobalErrorPage({ error, retry }: Props) {
  const theme = useSyncExternalStore(neverChanges, keptTheme, () => "system" as const);
  return (
    <html lang="en" className={theme}>
      <body>
        <title>Something went wrong · Callboard</title>
        <main>
          <Failure reference={error.digest} retry={retry} />
        </main>
      </body>
    </html>
  );
}
