-- Deliveries whose last attempt did not succeed although they are delivered, for the log's filters (docs/decisions/0044).
-- In normal life it has hardly an entry.
CREATE INDEX "delivery_failed_resend" ON "delivery"("id") WHERE "status" = 'delivered' AND "last_outcome" <> 'delivered';

-- Which reason goes with which event type is no chance: where one callback is switched off, all of its events are. Without this the
-- planner takes such events for rare and sorts all of them for a page. It costs nothing but a part of ANALYZE.
CREATE STATISTICS "event_kind" (mcv) ON "event_type", "outcome" FROM "event";
