"use client";

import { Failure } from "@/components/shell/failure";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function ErrorPage({ error, retry }: Props) {
  return <Failure reference={error.digest} retry={retry} />;
}
