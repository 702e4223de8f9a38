-- Bulk resends by any filter, also of what was never sent (docs/decisions/0048). A dispatcher of a release before looks for
-- `running` jobs only: it would resend more than a filter that it cannot read asks for.
ALTER TYPE "job_state" ADD VALUE IF NOT EXISTS 'under_way' BEFORE 'done';
ALTER TYPE "cancel_reason" ADD VALUE IF NOT EXISTS 'send_cancelled';
ALTER TABLE "resend_job" ALTER COLUMN "status" DROP NOT NULL,
    ADD COLUMN "filter" JSONB,
    ADD COLUMN "after_event" TEXT,
    ADD COLUMN "until_event" TEXT;

CREATE TABLE "resend_delivery" (
    "job_id" INTEGER NOT NULL,
    "delivery_id" BIGINT NOT NULL,
    "attempts_before" SMALLINT NOT NULL,

    CONSTRAINT "resend_delivery_pkey" PRIMARY KEY ("job_id", "delivery_id")
);

ALTER TABLE "event" ADD COLUMN "outcome_before" "event_outcome";
