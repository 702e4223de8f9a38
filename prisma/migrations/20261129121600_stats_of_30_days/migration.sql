-- Stats of 30 days in half hours, and of the last hours in minutes (docs/decisions/0036).
CREATE TABLE "attempt_minute_stats" (
    "endpoint_id" INTEGER NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "attempt_outcome" NOT NULL,
    "status_code" SMALLINT NOT NULL,
    "latency" SMALLINT NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "attempt_minute_stats_pkey" PRIMARY KEY ("endpoint_id","minute","outcome","status_code","latency")
);

-- How many days the stats hold: the release before keeps 8, and no minutes.
ALTER TABLE "stats_state" ADD COLUMN "kept_days" SMALLINT NOT NULL DEFAULT 8;




-- What Prisma's schema cannot say.
ALTER TABLE "attempt_minute_stats" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- An empty log is counted as it is.
UPDATE "stats_state" SET "kept_days" = 31 WHERE NOT EXISTS (SELECT FROM attempt) AND NOT EXISTS (SELECT FROM dispatcher);

-- Wherever a dispatcher of the release before has worked, minutes are missing and old stats deleted: counted anew once it is gone.
CREATE FUNCTION "keep_8_days"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stats_state SET kept_days = 8 WHERE kept_days > 8;
    RETURN NULL;
END
$$;
CREATE TRIGGER "dispatcher_with_8_days" AFTER INSERT ON "dispatcher"
    FOR EACH ROW WHEN (NEW.keeps_stats AND NEW.protocol < 2) EXECUTE FUNCTION "keep_8_days"();
