-- What the Developer page counts of events that were not sent (docs/decisions/0036).
CREATE INDEX "event_not_sent" ON "event"("event_type", "outcome", "occurred_at") WHERE "outcome" <> 'dispatched';
