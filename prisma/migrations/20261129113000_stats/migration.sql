-- What became of attempts and deliveries, counted as it happens (docs/decisions/0036).

-- The results one statement wrote: an element of each array for each, as the statement was given them; in the last two, which
-- of them (from 1) had no attempt to record, and which failed their delivery for good. Folded into the tables below within seconds.
CREATE TABLE "stats_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endpoint_ids" INTEGER[],
    "event_types" "event_type"[],
    "delivery_ids" BIGINT[],
    "numbers" SMALLINT[],
    "outcomes" "attempt_outcome"[],
    "status_codes" INTEGER[],
    "total_ms" REAL[],
    "finished_ago_ms" DOUBLE PRECISION[],
    "unrecorded" INTEGER[],
    "failed" INTEGER[],

    CONSTRAINT "stats_entry_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "attempt_stats" (
    "endpoint_id" INTEGER NOT NULL,
    "half_hour" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "attempt_outcome" NOT NULL,
    "status_code" SMALLINT NOT NULL,
    "latency" SMALLINT NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "attempt_stats_pkey" PRIMARY KEY ("endpoint_id","half_hour","outcome","status_code","latency")
);

CREATE TABLE "delivery_stats" (
    "half_hour" TIMESTAMPTZ(3) NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "event_type" "event_type" NOT NULL,
    "delivered" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "delivery_stats_pkey" PRIMARY KEY ("half_hour","endpoint_id","event_type")
);

CREATE TABLE "last_attempt" (
    "endpoint_id" INTEGER NOT NULL,
    "delivery_id" BIGINT NOT NULL,
    "number" SMALLINT NOT NULL,

    CONSTRAINT "last_attempt_pkey" PRIMARY KEY ("endpoint_id")
);

CREATE TABLE "stats_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "recounted_at" TIMESTAMPTZ(3),
    "folded_to" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stats_state_pkey" PRIMARY KEY ("id")
);

-- A dispatcher of a release before counts nothing.
ALTER TABLE "dispatcher" ADD COLUMN "keeps_stats" BOOLEAN NOT NULL DEFAULT false;




-- What Prisma's schema cannot say.
ALTER TABLE "stats_state" ADD CONSTRAINT "stats_state_singleton" CHECK ("id" = 1);
-- Rows come and go within seconds, or change every few seconds: vacuum early, and leave room for new versions beside the old.
ALTER TABLE "stats_entry" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "attempt_stats" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "delivery_stats" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "last_attempt" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- What there is already must be counted once; an empty log is.
INSERT INTO "stats_state" ("recounted_at")
SELECT CASE WHEN NOT EXISTS (SELECT FROM attempt) AND NOT EXISTS (SELECT FROM dispatcher) THEN now() END;

-- Attempts that are closed as interrupted: rare, and by several statements, those of the release before included.
CREATE FUNCTION "count_interrupted"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.outcome <> 'in_progress' THEN
        RETURN NULL;
    END IF;
    INSERT INTO stats_entry (at, endpoint_ids, event_types, delivery_ids, numbers, outcomes)
    SELECT NEW.finished_at, ARRAY[delivery.endpoint_id], ARRAY[event.event_type], ARRAY[NEW.delivery_id], ARRAY[NEW.number],
        ARRAY[NEW.outcome]
    FROM delivery JOIN event ON event.id = delivery.event_id
    WHERE delivery.id = NEW.delivery_id AND NEW.finished_at IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER "attempt_interrupted" AFTER INSERT OR UPDATE OF "outcome" ON "attempt"
    FOR EACH ROW WHEN (NEW.outcome = 'interrupted') EXECUTE FUNCTION "count_interrupted"();

-- Wherever a dispatcher has worked that counts nothing, all must be counted anew once it is gone.
CREATE FUNCTION "want_recount"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stats_state SET recounted_at = NULL WHERE recounted_at IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER "dispatcher_without_stats" AFTER INSERT ON "dispatcher"
    FOR EACH ROW WHEN (NOT NEW.keeps_stats) EXECUTE FUNCTION "want_recount"();
