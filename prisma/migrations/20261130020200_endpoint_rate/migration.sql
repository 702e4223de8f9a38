-- How often a URL may be called and how many calls to it may be under way, by all dispatchers together; null: as before. While either is
-- set one dispatcher alone calls it (docs/decisions/0063).
ALTER TABLE "endpoint" ADD COLUMN "max_per_second" REAL,
    ADD COLUMN "max_at_once" SMALLINT,
    ADD COLUMN "called_by" INTEGER;

-- As before, but nothing is recorded with a claim for a URL that one dispatcher alone calls.
CREATE OR REPLACE FUNCTION "record_events_by_process"(
    ids TEXT[],
    event_types "event_type"[],
    instance_ids TEXT[],
    process_names TEXT[],
    actor TEXT,
    settings_lock BIGINT,
    order_lock_class INTEGER,
    posted BOOLEAN,
    may_claim BOOLEAN,
    life_lock_class INTEGER,
    claim_lock_class INTEGER,
    lease INTERVAL
) RETURNS TABLE (
    "of_type" "event_type",
    "of_process" TEXT,
    "outcome" "event_outcome",
    "endpoint_ids" INTEGER[],
    "due_endpoint_ids" INTEGER[],
    "claimed_by" INTEGER,
    "claims" JSON
)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    in_order BOOLEAN;
    known_version INTEGER;
    taker INTEGER;
    listed BOOLEAN;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Events must be recorded in a read committed transaction.';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(settings_lock);
    SELECT ordered, version, EXISTS (SELECT FROM endpoint_process) INTO in_order, known_version, listed
    FROM webhook_settings WHERE id = 1;
    IF in_order THEN
        -- Who records events of the same instance waits here until we have committed; ids of deliveries are given after that.
        -- Few locks for any number of instances, and always taken in the same order: neither runs out nor deadlocks.
        PERFORM pg_advisory_xact_lock(order_lock_class, bucket)
        FROM (
            SELECT DISTINCT hashtext(instance_id) & 1023 AS bucket
            FROM unnest(instance_ids) AS instance_id
            ORDER BY bucket
        ) AS buckets;
    ELSIF may_claim AND cardinality(ids) = 1 AND pg_notification_queue_usage() < 0.5 THEN
        SELECT id INTO taker FROM dispatcher WHERE accepts_claims ORDER BY random() LIMIT 1;
        -- Who gets its life lock knows that it is dead. The other lock is refused by one that is leaving; until we have committed
        -- it makes such a one wait, so that it releases what we have claimed for it.
        IF pg_try_advisory_xact_lock_shared(life_lock_class, taker)
            OR NOT pg_try_advisory_xact_lock_shared(claim_lock_class, taker) THEN
            taker := NULL;
        END IF;
    END IF;
    RETURN QUERY
    WITH given AS MATERIALIZED (
        -- Without lists one process is like another.
        SELECT *, CASE WHEN listed THEN process_name ELSE '' END AS listed_process
        FROM unnest(ids, event_types, instance_ids, process_names)
            WITH ORDINALITY AS g (id, event_type, instance_id, process_name, place)
    ), kind AS (
        SELECT DISTINCT event_type, listed_process FROM given
    ), url AS (
        SELECT event_type, listed_process, position, endpoint_id,
            NOT listed
            OR NOT EXISTS (SELECT FROM endpoint_process AS list WHERE list.endpoint_id = subscription.endpoint_id)
            OR EXISTS (SELECT FROM endpoint_process AS list
                       WHERE list.endpoint_id = subscription.endpoint_id AND list.process_name = listed_process) AS wants
        FROM kind JOIN subscription USING (event_type)
    ), target AS MATERIALIZED (
        SELECT event_type, listed_process,
            (CASE WHEN NOT enabled THEN 'switched_off'
                  WHEN count(endpoint_id) = 0 THEN 'no_urls'
                  WHEN bool_or(wants) THEN 'dispatched'
                  ELSE 'process_not_wanted' END)::event_outcome AS outcome,
            coalesce(array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND wants), '{}') AS endpoint_ids,
            array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND NOT wants) AS left_out
        FROM kind JOIN event_switch USING (event_type) LEFT JOIN url USING (event_type, listed_process)
        GROUP BY event_type, listed_process, enabled
    ), recorded AS (
        INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected, posted, left_out)
        SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids),
            record_events_by_process.posted, left_out
        FROM given JOIN target USING (event_type, listed_process)
    ), wanted AS (
        -- What is to be told of more endpoints would not fit into a notification.
        SELECT id, place, position, endpoint_id, CASE WHEN in_order THEN instance_id END AS order_key,
            CASE WHEN cardinality(endpoint_ids) <= 50
                AND EXISTS (SELECT FROM endpoint WHERE endpoint.id = url.endpoint_id AND state = 'active'
                    AND max_per_second IS NULL AND max_at_once IS NULL) THEN taker END AS taker
        FROM given JOIN target USING (event_type, listed_process)
            CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
    ), added AS (
        INSERT INTO delivery (event_id, endpoint_id, order_key, attempts, locked_by, leased_until)
        SELECT id, endpoint_id, order_key, CASE WHEN wanted.taker IS NULL THEN 0 ELSE 1 END, wanted.taker,
            CASE WHEN wanted.taker IS NOT NULL THEN now() + lease END
        FROM wanted
        ORDER BY place, position
        RETURNING delivery.id, delivery.event_id, delivery.endpoint_id, delivery.next_at, delivery.locked_by
    ), due AS (
        SELECT given.event_type, given.listed_process, array_agg(DISTINCT added.endpoint_id) AS endpoint_ids
        FROM added JOIN given ON given.id = added.event_id
        WHERE added.locked_by IS NULL
        GROUP BY given.event_type, given.listed_process
    )
    SELECT event_type, CASE WHEN listed THEN listed_process END, outcome, target.endpoint_ids, coalesce(due.endpoint_ids, '{}'),
        taker,
        -- Claimed is only a single event.
        (SELECT json_build_object(
            'version', known_version, 'atMs', extract(epoch FROM clock_timestamp()) * 1000, 'dueAt', min(added.next_at)::text,
            'eventId', given.id, 'eventType', given.event_type, 'instanceId', given.instance_id, 'processName', given.process_name,
            'deliveries', json_agg(json_build_array(added.id::text, added.endpoint_id) ORDER BY added.id))
         FROM added JOIN given ON given.id = added.event_id
         WHERE added.locked_by IS NOT NULL AND taker IS NOT NULL
         GROUP BY given.id, given.event_type, given.instance_id, given.process_name)
    FROM target LEFT JOIN due USING (event_type, listed_process);
END
$$;
