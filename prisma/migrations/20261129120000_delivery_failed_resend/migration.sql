-- Deliveries whose last attempt did not succeed although they are delivered, for the log's filters (docs/decisions/0044).
-- In normal life it has hardly an entry.
CREATE INDEX "delivery_failed_resend" ON "delivery"("id") WHERE "status" = 'delivered' AND "last_outcome" <> 'delivered';
