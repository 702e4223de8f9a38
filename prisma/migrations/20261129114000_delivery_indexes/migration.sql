-- Apart from the columns: adding one keeps everybody from the table until the migration ends, making an index only those who write.
CREATE INDEX "delivery_cancellation" ON "delivery"("cancellation_id", "id") WHERE "cancellation_id" IS NOT NULL;
CREATE INDEX "delivery_resend_due" ON "delivery"("endpoint_id", "id") WHERE "resend_job" IS NOT NULL AND "done_at" IS NULL;
