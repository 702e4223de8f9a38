-- Deliveries that failed or were cancelled, or whose last resend failed, with what the log's filters ask of them: a filter that
-- hardly ever matches reads entries here instead of rows (docs/decisions/0044). A delivery that succeeds has no entry. The condition is
-- judged with every change of a delivery, and is written so that this takes the fewest steps.
CREATE INDEX "delivery_failure" ON "delivery"("status", "id", "endpoint_id", "last_outcome", "last_status_code")
WHERE "status" > 'delivered' OR "last_outcome" <> 'delivered' AND "status" = 'delivered';

-- Holds nothing that the other does not.
DROP INDEX "delivery_failed_resend";
