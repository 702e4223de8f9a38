import type { Metadata } from "next";
import { Suspense } from "react";
import { Counting } from "@/components/reconciliation/counting";
import { Figures } from "@/components/reconciliation/figures";
import { PeriodForm } from "@/components/reconciliation/period-form";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import type { Actor } from "@/lib/auth/actor";
import { ExpectedError } from "@/lib/errors";
import { type ShownPeriod, shownPeriodSchema, spanOf } from "@/lib/reconciliation/period";
import { reconcile } from "@/lib/reconciliation/reconcile";
import type { Reconciliation } from "@/lib/reconciliation/view";
import { pageActor } from "@/lib/web/session";
import { exportReconciliationAction } from "./actions";

export const metadata: Metadata = { title: "Reconciliation" };

const path = "/administration/developer/reconciliation";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReconciliationPage({ searchParams }: Props) {
  const actor = await pageActor("deliveries:read", path);
  const given = Object.fromEntries(
    Object.entries(await searchParams).filter(([, value]) => typeof value === "string" && value !== ""),
  );
  const parsed = shownPeriodSchema.safeParse(given);
  const period = parsed.success ? parsed.data : {};
  // Form and result begin anew with each period. They stand side by side: of two with the same key React leaves one behind.
  return (
    <>
      <PageHeader title="Reconciliation">
        Every change against what was sent: nothing is lost while nothing is unaccounted.
      </PageHeader>
      <PeriodForm key={`form ${JSON.stringify(period)}`} path={path} period={period} />
      {parsed.success ? (
        <Suspense key={`result ${JSON.stringify(period)}`} fallback={<Counting />}>
          <Result actor={actor} period={period} />
        </Suspense>
      ) : (
        <Note tone="bad">
          The period is not understood:{" "}
          {parsed.error.issues.map(({ path: [name], message }) => `${String(name)} ${message}`).join("; ")}.
          Choose one above.
        </Note>
      )}
    </>
  );
}

/** So long may a person wait who has asked for every row. */
const maxWaitMs = 60_000;

async function Result({ actor, period }: { actor: Actor; period: ShownPeriod }) {
  const found = await foundOf(actor, period);
  if (typeof found === "string") return <Note tone="bad">{found}</Note>;
  return <Figures found={found} path={path} period={period} exportAs={exportReconciliationAction} />;
}

async function foundOf(actor: Actor, period: ShownPeriod): Promise<Reconciliation | string> {
  try {
    return await reconcile(actor, spanOf(period, Date.now()), {
      trustVerified: period.rows !== "all",
      limitMs: maxWaitMs,
    });
  } catch (error) {
    if (error instanceof ExpectedError) return error.message;
    throw error;
  }
}
