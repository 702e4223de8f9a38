-- What records events stands in this body (docs/decisions/0018). It answers a row for each type and, while any URL has a list, each
-- process that occurs; "of_process" is null where no list was asked.
CREATE FUNCTION "record_events_by_process"(
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
    IF NOT listed THEN
        -- Of all processes alike, and so a fifth cheaper.
        RETURN QUERY
        WITH target AS (
            SELECT event_type,
                (CASE WHEN NOT enabled THEN 'switched_off'
                      WHEN count(endpoint_id) > 0 THEN 'dispatched'
                      ELSE 'no_urls' END)::event_outcome AS outcome,
                coalesce(array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND endpoint_id IS NOT NULL), '{}') AS endpoint_ids
            FROM event_switch LEFT JOIN subscription USING (event_type)
            GROUP BY event_type, enabled
        ), given AS (
            SELECT * FROM unnest(ids, event_types, instance_ids, process_names)
                WITH ORDINALITY AS g (id, event_type, instance_id, process_name, place)
        ), recorded AS (
            INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected, posted)
            SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids), record_events_by_process.posted
            FROM given JOIN target USING (event_type)
        ), wanted AS (
            -- What is to be told of more endpoints would not fit into a notification.
            SELECT id, place, position, endpoint_id, CASE WHEN in_order THEN instance_id END AS order_key,
                CASE WHEN cardinality(endpoint_ids) <= 50
                    AND EXISTS (SELECT FROM endpoint WHERE endpoint.id = url.endpoint_id AND state = 'active'
                        AND max_per_second IS NULL AND max_at_once IS NULL) THEN taker END AS taker
            FROM given JOIN target USING (event_type)
                CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
        ), added AS (
            INSERT INTO delivery (event_id, endpoint_id, order_key, attempts, locked_by, leased_until)
            SELECT id, endpoint_id, order_key, CASE WHEN wanted.taker IS NULL THEN 0 ELSE 1 END, wanted.taker,
                CASE WHEN wanted.taker IS NOT NULL THEN now() + lease END
            FROM wanted
            ORDER BY place, position
            RETURNING delivery.id, delivery.event_id, delivery.endpoint_id, delivery.next_at, delivery.locked_by
        )
        SELECT event_type, NULL::text, outcome, endpoint_ids,
            (SELECT coalesce(array_agg(DISTINCT added.endpoint_id), '{}') FROM added JOIN given ON given.id = added.event_id
             WHERE added.locked_by IS NULL AND given.event_type = target.event_type),
            taker,
            (SELECT json_build_object(
                'version', known_version, 'atMs', extract(epoch FROM clock_timestamp()) * 1000, 'dueAt', min(added.next_at)::text,
                'eventId', given.id, 'eventType', given.event_type, 'instanceId', given.instance_id, 'processName', given.process_name,
                'deliveries', json_agg(json_build_array(added.id::text, added.endpoint_id) ORDER BY added.id))
             FROM added JOIN given ON given.id = added.event_id
             WHERE added.locked_by IS NOT NULL AND given.event_type = target.event_type
             GROUP BY given.id, given.event_type, given.instance_id, given.process_name)
        FROM target WHERE event_type = ANY (event_types);
        RETURN;
    END IF;
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(ids, event_types, instance_ids, process_names)
            WITH ORDINALITY AS g (id, event_type, instance_id, process_name, place)
    ), kind AS (
        SELECT DISTINCT event_type, process_name FROM given
    ), url AS (
        SELECT event_type, kind.process_name, position, endpoint_id,
            NOT EXISTS (SELECT FROM endpoint_process AS list WHERE list.endpoint_id = subscription.endpoint_id)
            OR EXISTS (SELECT FROM endpoint_process AS list
                       WHERE list.endpoint_id = subscription.endpoint_id AND list.process_name = kind.process_name) AS wants
        FROM kind JOIN subscription USING (event_type)
    ), target AS MATERIALIZED (
        SELECT event_type, process_name,
            (CASE WHEN NOT enabled THEN 'switched_off'
                  WHEN count(endpoint_id) = 0 THEN 'no_urls'
                  WHEN bool_or(wants) THEN 'dispatched'
                  ELSE 'process_not_wanted' END)::event_outcome AS outcome,
            coalesce(array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND wants), '{}') AS endpoint_ids,
            array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND NOT wants) AS left_out
        FROM kind JOIN event_switch USING (event_type) LEFT JOIN url USING (event_type, process_name)
        GROUP BY event_type, process_name, enabled
    ), recorded AS (
        INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected, posted, left_out)
        SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids),
            record_events_by_process.posted, left_out
        FROM given JOIN target USING (event_type, process_name)
    ), wanted AS (
        -- What is to be told of more endpoints would not fit into a notification.
        SELECT id, place, position, endpoint_id, CASE WHEN in_order THEN instance_id END AS order_key,
            CASE WHEN cardinality(endpoint_ids) <= 50
                AND EXISTS (SELECT FROM endpoint WHERE endpoint.id = url.endpoint_id AND state = 'active'
                    AND max_per_second IS NULL AND max_at_once IS NULL) THEN taker END AS taker
        FROM given JOIN target USING (event_type, process_name)
            CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
    ), added AS (
        INSERT INTO delivery (event_id, endpoint_id, order_key, attempts, locked_by, leased_until)
        SELECT id, endpoint_id, order_key, CASE WHEN wanted.taker IS NULL THEN 0 ELSE 1 END, wanted.taker,
            CASE WHEN wanted.taker IS NOT NULL THEN now() + lease END
        FROM wanted
        ORDER BY place, position
        RETURNING delivery.id, delivery.event_id, delivery.endpoint_id, delivery.next_at, delivery.locked_by
    ), due AS (
        SELECT given.event_type, given.process_name, array_agg(DISTINCT added.endpoint_id) AS endpoint_ids
        FROM added JOIN given ON given.id = added.event_id
        WHERE added.locked_by IS NULL
        GROUP BY given.event_type, given.process_name
    )
    SELECT event_type, process_name, outcome, target.endpoint_ids, coalesce(due.endpoint_ids, '{}'),
        taker,
        -- Claimed is only a single event.
        (SELECT json_build_object(
            'version', known_version, 'atMs', extract(epoch FROM clock_timestamp()) * 1000, 'dueAt', min(added.next_at)::text,
            'eventId', given.id, 'eventType', given.event_type, 'instanceId', given.instance_id, 'processName', given.process_name,
            'deliveries', json_agg(json_build_array(added.id::text, added.endpoint_id) ORDER BY added.id))
         FROM added JOIN given ON given.id = added.event_id
         WHERE added.locked_by IS NOT NULL AND taker IS NOT NULL
         GROUP BY given.id, given.event_type, given.instance_id, given.process_name)
    FROM target LEFT JOIN due USING (event_type, process_name);
END
$$;

-- The release before goes on calling this one: a row for each type. Where processes of one type went different ways, it says of all
-- what became of the one that went furthest, and every URL that any of them reached.
CREATE OR REPLACE FUNCTION "record_events_claimed"(
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
    "outcome" "event_outcome",
    "endpoint_ids" INTEGER[],
    "due_endpoint_ids" INTEGER[],
    "claimed_by" INTEGER,
    "claims" JSON
)
LANGUAGE sql VOLATILE AS $$
    WITH recorded AS MATERIALIZED (
        SELECT * FROM record_events_by_process(
            ids, event_types, instance_ids, process_names, actor, settings_lock, order_lock_class, posted,
            may_claim, life_lock_class, claim_lock_class, lease)
    )
    SELECT of_type, min(outcome),
        ARRAY(SELECT endpoint_id FROM recorded AS one CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, place)
              WHERE one.of_type = recorded.of_type GROUP BY endpoint_id ORDER BY min(place)),
        ARRAY(SELECT DISTINCT endpoint_id FROM recorded AS one CROSS JOIN unnest(due_endpoint_ids) AS endpoint_id
              WHERE one.of_type = recorded.of_type ORDER BY endpoint_id),
        max(claimed_by), (SELECT claims FROM recorded AS one WHERE one.of_type = recorded.of_type LIMIT 1)
    FROM recorded GROUP BY of_type
$$;
