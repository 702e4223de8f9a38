-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('running', 'done', 'cancelled', 'failed');

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "resend_by" TEXT,
    ADD COLUMN "resend_from" "delivery_status";

-- CreateTable
CREATE TABLE "resend_job" (
    "id" SERIAL NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'running',
    "status" "delivery_status" NOT NULL,
    "event_type" "event_type",
    "instance_id" TEXT,
    "process_name" TEXT,
    "url" TEXT,
    "from_at" TIMESTAMPTZ(3),
    "to_at" TIMESTAMPTZ(3),
    "after_id" BIGINT NOT NULL,
    "until_id" BIGINT NOT NULL,
    "settings_version" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "skipped_suspended" INTEGER NOT NULL DEFAULT 0,
    "skipped_under_way" INTEGER NOT NULL DEFAULT 0,
    "skipped_removed" INTEGER NOT NULL DEFAULT 0,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "cancelled_by" TEXT,
    "failure" TEXT,

    CONSTRAINT "resend_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delivery_resend" ON "delivery"("id") WHERE "resend_by" IS NOT NULL;

-- What Prisma's schema cannot say. A delivery that was cancelled and is resent is pending and still knows why it was cancelled:
-- when the resend fails, it is cancelled again (docs/decisions/0023). Wider than before, so nothing need be looked through.
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_cancelled_with_reason";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_cancelled_with_reason"
    CHECK ("status" <> 'cancelled' OR "cancel_reason" IS NOT NULL) NOT VALID;
