-- Bulk resends have a share of their own (docs/decisions/0032).
ALTER TABLE "delivery" ADD COLUMN "resend_job" INTEGER;
CREATE INDEX "delivery_resend_due" ON "delivery"("endpoint_id", "id") WHERE "resend_job" IS NOT NULL AND "done_at" IS NULL;
ALTER TABLE "resend_job" ADD COLUMN "deferred" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "revisits" JSONB;
