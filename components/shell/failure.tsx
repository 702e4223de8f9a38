"use client";

type Props = {
  /** Under which the server has logged it; none where the browser failed, which is logged nowhere. */
  reference?: string | undefined;
  retry: () => void;
};

/** What people see of an unexpected error: a constant sentence, and what finds it in the log or, without that, what to do. */
export function Failure({ reference, retry }: Props) {
  return (
    <div role="alert" className="mx-auto max-w-prose p-6">
      <h1 className="text-xl font-semibold tracking-tight">
        {reference ? "Something went wrong on our side" : "This page could not be shown"}
      </h1>
      <p className="mt-1 mb-4 text-text-2">
        {reference
          ? `Nothing was changed. Try again; if it stays, an operator finds the cause in the log under the reference ${reference}.`
          : "Your browser could not draw it. Load the page again; what was saved is kept. If it stays, update the browser or use another."}
      </p>
      {/* Its own: a page's scripts hold this file once for each boundary. */}
      <button
        type="button"
        onClick={reference ? retry : () => location.reload()}
        className="rounded-lg bg-primary px-3.5 py-1.5 text-[13.5px] font-semibold text-on-primary hover:bg-primary-hover"
      >
        {reference ? "Try again" : "Load the page again"}
      </button>
    </div>
  );
}
