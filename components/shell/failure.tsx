"use client";

/** What people see of an unexpected error: a constant sentence, and what finds it in the log. */
export function Failure({ reference, retry }: { reference?: string; retry: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-prose p-6">
      <h1 className="text-xl font-semibold tracking-tight">Something went wrong on our side</h1>
      <p className="mt-1 mb-4 text-text-2">
        Nothing was changed. Try again; if it stays, an operator finds the cause in the log
        {reference ? ` under the reference ${reference}` : ""}.
      </p>
      {/* Its own: a page's scripts hold this file once for each boundary. */}
      <button
        type="button"
        onClick={retry}
        className="rounded-lg bg-primary px-3.5 py-1.5 text-[13.5px] font-semibold text-on-primary hover:bg-primary-hover"
      >
        Try again
      </button>
    </div>
  );
}
