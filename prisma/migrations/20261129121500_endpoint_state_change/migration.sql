-- How endpoints changed: automatically and by people (docs/decisions/0047).
CREATE TYPE "endpoint_condition" AS ENUM ('active', 'failing', 'probing', 'suspended');

CREATE TABLE "endpoint_state_change" (
    "id" BIGSERIAL NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "from_state" "endpoint_condition" NOT NULL,
    "to_state" "endpoint_condition" NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT,

    CONSTRAINT "endpoint_state_change_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "endpoint_state_change_endpoint_id_id_idx" ON "endpoint_state_change"("endpoint_id", "id");
CREATE INDEX "endpoint_state_change_at_idx" ON "endpoint_state_change"("at");




-- What Prisma's schema cannot say.
-- Writes the change whoever makes it, a dispatcher of a release before included. Runs while the endpoint's row is locked, so an
-- endpoint's changes are in the order of their ids. It must never keep a call from being counted: whatever fails here is a warning.
CREATE FUNCTION "record_endpoint_state"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    last_state endpoint_condition;
    last_at timestamptz;
    was endpoint_condition;
    becomes endpoint_condition;
    changed_by text := nullif(current_setting('callboard.state_changed_by', true), '');
    change_reason text := nullif(current_setting('callboard.state_change_reason', true), '');
BEGIN
    SELECT change.to_state, change.at INTO last_state, last_at FROM endpoint_state_change AS change
    WHERE change.endpoint_id = NEW.id ORDER BY change.id DESC LIMIT 1;
    was := CASE
        WHEN OLD.state <> 'active' THEN OLD.state::text
        WHEN last_state = 'failing' THEN 'failing'
        ELSE 'active'
    END;
    becomes := CASE
        WHEN NEW.state <> 'active' THEN NEW.state::text
        WHEN was = 'failing' AND NEW.failures > 0 THEN 'failing'
        -- One that answers every other call must not fill the table: at most one a minute.
        WHEN NEW.failures >= 3 AND (last_at IS NULL OR last_at < clock_timestamp() - interval '1 min') THEN 'failing'
        ELSE 'active'
    END;
    IF was <> becomes THEN
        INSERT INTO endpoint_state_change (endpoint_id, from_state, to_state, reason, at, changed_by)
        VALUES (NEW.id, was, becomes, coalesce(change_reason, CASE
            WHEN becomes = 'failing' THEN format('%s calls in a row failed.', NEW.failures)
            WHEN becomes = 'active' AND changed_by IS NULL THEN 'It answered.'
            ELSE NEW.state_reason
        END), clock_timestamp(), changed_by);
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'The change of state of endpoint % was not recorded: %', NEW.id, SQLERRM;
    RETURN NULL;
END
$$;
CREATE TRIGGER "endpoint_state_changed" AFTER UPDATE OF "state", "failures" ON "endpoint"
    FOR EACH ROW WHEN (
        OLD.state <> NEW.state OR (NEW.state = 'active' AND (OLD.failures >= 3 OR NEW.failures >= 3))
    ) EXECUTE FUNCTION "record_endpoint_state"();

-- What endpoints are now, as far as it is known how they became so.
INSERT INTO "endpoint_state_change" ("endpoint_id", "from_state", "to_state", "reason", "at")
SELECT id, 'active', state::text::endpoint_condition, state_reason, state_changed_at
FROM endpoint WHERE state <> 'active' AND state_changed_at IS NOT NULL ORDER BY state_changed_at, id;
