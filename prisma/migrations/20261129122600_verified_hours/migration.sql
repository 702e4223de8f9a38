-- Hours of which every event and delivery was checked and nothing can change by itself any more (docs/decisions/0020).
CREATE TABLE "verified_hour" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3) NOT NULL,
    "changes" INTEGER NOT NULL,
    "expected" INTEGER NOT NULL,
    "delivered" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "switched_off" INTEGER NOT NULL,
    "no_urls" INTEGER NOT NULL,

    CONSTRAINT "verified_hour_pkey" PRIMARY KEY ("hour")
);

-- Hours in which something that had ended was taken up again, once for each transaction that did so.
CREATE TABLE "reopened_hour" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "transaction" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reopened_hour_pkey" PRIMARY KEY ("hour", "transaction")
);

CREATE FUNCTION "reopen_hour"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reopened_hour (hour, transaction)
    SELECT date_trunc('hour', occurred_at, 'UTC'), pg_current_xact_id()::text::bigint
    FROM event WHERE id = NEW.event_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION "reopen_hour_of_event"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reopened_hour (hour, transaction)
    VALUES (date_trunc('hour', NEW.occurred_at, 'UTC'), pg_current_xact_id()::text::bigint)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- Whatever changes what had ended writes this column, in this release and the one before; settling a call does not.
CREATE TRIGGER "delivery_reopens_hour" AFTER UPDATE OF "cancellation_id" ON "delivery"
    FOR EACH ROW WHEN (OLD.done_at IS NOT NULL AND OLD.status <> NEW.status) EXECUTE FUNCTION reopen_hour();

CREATE TRIGGER "event_reopens_hour" AFTER UPDATE OF "outcome" ON "event"
    FOR EACH ROW WHEN (OLD.outcome <> NEW.outcome) EXECUTE FUNCTION reopen_hour_of_event();
