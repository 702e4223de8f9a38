"use client";

import dynamic from "next/dynamic";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";

/** The library is large and draws in the browser alone: it is loaded here, and no other page carries it. */
const Swagger = dynamic(() => import("./swagger").then(({ Swagger }) => Swagger), {
  ssr: false,
  loading: () => <Loading />,
});

/** The API's operations, to read and to try with a token. */
export function ApiReference() {
  return (
    <Card className="api-reference">
      <Swagger loading={<Loading />} />
    </Card>
  );
}

function Loading() {
  return (
    <p role="status" className="flex items-center gap-2 p-4 text-text-2">
      <Spinner /> Loading the reference …
    </p>
  );
}
