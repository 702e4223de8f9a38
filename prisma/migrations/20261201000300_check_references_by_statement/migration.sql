-- A foreign key looks up and locks what each row names, row by row: half of what recording a delivery cost. These triggers keep the same promise
-- once for each statement (docs/decisions/0068).

-- All three tables at once, or none: a release before that records and claims meanwhile locks them in other orders. Whoever waits for one gives
-- up well before PostgreSQL looks for deadlocks, lets the others go on, and tries again.
DO $$
DECLARE
    first_try TIMESTAMPTZ := clock_timestamp();
BEGIN
    -- Autovacuum gives way to who waits longer than that, a second. This lock keeps it away; who reads and writes does not wait for it.
    PERFORM set_config('lock_timeout', '2min', true);
    LOCK TABLE "event", "endpoint", "delivery" IN SHARE UPDATE EXCLUSIVE MODE;
    PERFORM set_config('lock_timeout', '200ms', true);
    LOOP
        BEGIN
            LOCK TABLE "event", "endpoint", "delivery" IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF clock_timestamp() > first_try + interval '2 min' THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
EXCEPTION WHEN lock_not_available THEN
    RAISE lock_not_available USING MESSAGE = format(
        'For two minutes a transaction had event, endpoint or delivery in use (process ID %s). End it, for example with "select pg_terminate_backend(…)", and start again.',
        (SELECT string_agg(DISTINCT pid::text, ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
         WHERE granted AND relation IN ('event'::regclass, 'endpoint'::regclass, 'delivery'::regclass)
             AND pid <> pg_backend_pid() AND coalesce(xact_start < first_try, true)));
END
$$;

ALTER TABLE "delivery" DROP CONSTRAINT "delivery_event_id_fkey", DROP CONSTRAINT "delivery_endpoint_id_fkey";

-- What new deliveries name is there, and stays until this transaction has ended.
CREATE FUNCTION "hold_event_and_endpoint"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    missing TEXT;
BEGIN
    SELECT named.id INTO missing
    FROM (SELECT event_id AS id FROM added GROUP BY event_id) AS named
        LEFT JOIN LATERAL (SELECT id FROM event WHERE id = named.id LIMIT 1 FOR KEY SHARE) AS held ON true
    WHERE held.id IS NULL;
    IF missing IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = format('A delivery names the event %s, which is not there.', missing);
    END IF;
    SELECT named.id INTO missing
    FROM (SELECT endpoint_id AS id FROM added GROUP BY endpoint_id) AS named
        LEFT JOIN LATERAL (SELECT id FROM endpoint WHERE id = named.id LIMIT 1 FOR KEY SHARE) AS held ON true
    WHERE held.id IS NULL;
    IF missing IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = format('A delivery names the endpoint %s, which is not there.', missing);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "delivery_names" AFTER INSERT ON "delivery" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "hold_event_and_endpoint"();

-- Whoever deletes waits for the locks above, and then sees the deliveries that were added meanwhile. With a snapshot it would not see them.
CREATE FUNCTION "keep_event_of_deliveries"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    named TEXT;
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'Events must be deleted in a read committed transaction.';
    END IF;
    SELECT removed.id INTO named
    FROM removed CROSS JOIN LATERAL (SELECT FROM delivery WHERE event_id = removed.id LIMIT 1) AS delivery LIMIT 1;
    IF named IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = format('The event %s has deliveries.', named);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "event_has_deliveries" AFTER DELETE ON "event" REFERENCING OLD TABLE AS "removed"
    FOR EACH STATEMENT EXECUTE FUNCTION "keep_event_of_deliveries"();

CREATE FUNCTION "keep_endpoint_of_deliveries"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    named INTEGER;
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'Endpoints must be deleted in a read committed transaction.';
    END IF;
    SELECT removed.id INTO named
    FROM removed CROSS JOIN LATERAL (SELECT FROM delivery WHERE endpoint_id = removed.id LIMIT 1) AS delivery LIMIT 1;
    IF named IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = format('The endpoint %s has deliveries.', named);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "endpoint_has_deliveries" AFTER DELETE ON "endpoint" REFERENCING OLD TABLE AS "removed"
    FOR EACH STATEMENT EXECUTE FUNCTION "keep_endpoint_of_deliveries"();

CREATE FUNCTION "refuse_another_key"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING MESSAGE = format('What an entry of %s is known by never changes.', TG_TABLE_NAME);
END
$$;
CREATE TRIGGER "delivery_keeps_names" BEFORE UPDATE OF "event_id", "endpoint_id" ON "delivery"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_another_key"();
CREATE TRIGGER "event_keeps_id" BEFORE UPDATE OF "id" ON "event" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_another_key"();
CREATE TRIGGER "endpoint_keeps_id" BEFORE UPDATE OF "id" ON "endpoint" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_another_key"();

-- As a foreign key asks this database's tables, whatever schemas and temporary tables a session has (a restore of rows alone has none), and
-- by key, whatever the tables held when a connection planned that.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['hold_event_and_endpoint', 'keep_event_of_deliveries', 'keep_endpoint_of_deliveries'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', name);
    END LOOP;
END
$$;
