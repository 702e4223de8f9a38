-- CreateEnum
CREATE TYPE "fail_reason" AS ENUM ('schedule_used_up', 'expired');

-- AlterTable
ALTER TABLE "webhook_settings" ADD COLUMN "ordered" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "failing_since" TIMESTAMPTZ(3),
    ADD COLUMN "probe_at" TIMESTAMPTZ(3),
    ADD COLUMN "recovered_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "fail_reason" "fail_reason",
    ADD COLUMN "order_key" TEXT;

-- AlterTable
ALTER TABLE "dispatcher" ADD COLUMN "metrics" JSONB,
    ADD COLUMN "metrics_at" TIMESTAMPTZ(3);

-- DropForeignKey
ALTER TABLE "attempt" DROP CONSTRAINT "attempt_delivery_id_fkey";

-- DropIndex
DROP INDEX "delivery_status_id_idx";

-- CreateIndex
CREATE INDEX "delivery_not_delivered" ON "delivery"("status", "id") WHERE "status" <> 'delivered';

-- CreateIndex
CREATE INDEX "delivery_order" ON "delivery"("endpoint_id", "order_key", "id") WHERE "done_at" IS NULL AND "order_key" IS NOT NULL;



-- What Prisma's schema cannot say. Nearly all deliveries end as delivered: an index that leaves those out costs a settled
-- delivery nothing and finds the others as fast. An attempt is inserted whole when its result is known and hardly ever
-- written again, so its pages may be full (docs/decisions/0012).
ALTER TABLE "attempt" RESET (fillfactor);
UPDATE "delivery" SET "fail_reason" = 'schedule_used_up' WHERE "status" = 'failed';
