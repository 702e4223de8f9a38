"use client";

import "./globals.css";
import { Failure } from "@/components/shell/failure";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** When even the outermost layout failed. */
export default function GlobalErrorPage({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <Failure reference={error.digest} retry={reset} />
      </body>
    </html>
  );
}
