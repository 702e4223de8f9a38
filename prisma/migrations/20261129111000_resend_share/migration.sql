-- Bulk resends have a share of their own (docs/decisions/0032).
ALTER TABLE "delivery" ADD COLUMN "resend_job" INTEGER;
ALTER TABLE "resend_job" ADD COLUMN "deferred" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "revisits" JSONB;
