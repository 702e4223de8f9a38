-- CreateEnum
CREATE TYPE "cancellation_state" AS ENUM ('running', 'done', 'restoring', 'restored');

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "cancellation_id" INTEGER;

-- AlterTable
ALTER TABLE "dispatcher" ADD COLUMN "protocol" SMALLINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "cancellation" (
    "id" SERIAL NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "event_type" "event_type" NOT NULL,
    "reason" "cancel_reason" NOT NULL,
    "until_id" BIGINT NOT NULL,
    "audit_entry_id" BIGINT NOT NULL,
    "state" "cancellation_state" NOT NULL DEFAULT 'running',
    "after_at" TIMESTAMPTZ(6),
    "after_id" BIGINT NOT NULL DEFAULT 0,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "cancellation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cancellation_open" ON "cancellation"("endpoint_id", "event_type", "id") WHERE "state" IN ('running', 'restoring');

-- CreateIndex
CREATE INDEX "cancellation_audit_entry_id_idx" ON "cancellation"("audit_entry_id");

-- AddForeignKey
ALTER TABLE "cancellation" ADD CONSTRAINT "cancellation_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
