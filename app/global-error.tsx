"use client";

import "@fontsource-variable/inter";
import "./globals.css";
import { Failure } from "@/components/shell/failure";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** When what stands outside the shell failed, the outermost layout included. */
export default function GlobalErrorPage({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <Failure reference={error.digest} retry={reset} />
      </body>
    </html>
  );
}
