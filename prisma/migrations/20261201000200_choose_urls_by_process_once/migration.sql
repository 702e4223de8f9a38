-- Which URLs have a list is asked once for all events that are recorded together, and who lists a process is looked up by it: before, each
-- URL was asked about each process, twice. The body is otherwise the same.
CREATE INDEX "endpoint_process_process_name_endpoint_id_idx" ON "endpoint_process" ("process_name", "endpoint_id");

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
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    in_order BOOLEAN;
    known_version INTEGER;
    taker INTEGER;
    listed BOOLEAN;
    -- One for each type that occurs and, while any URL has a list, each process of it; else the process is ''.
    targets "recording_target"[];
    claimable INTEGER[] := '{}';
    claimed JSON;
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

    IF listed THEN
        WITH kind AS (
            SELECT DISTINCT event_type, process_name FROM unnest(event_types, process_names) AS given (event_type, process_name)
        ), url AS MATERIALIZED (
            SELECT event_type, endpoint_id, position,
                EXISTS (SELECT FROM endpoint_process AS list WHERE list.endpoint_id = subscription.endpoint_id) AS has_list
            FROM subscription WHERE event_type = ANY (event_types)
        ), entered AS (
            SELECT event_type, array_agg(endpoint_id ORDER BY position) AS urls,
                coalesce(array_agg(endpoint_id) FILTER (WHERE NOT has_list), '{}') AS unlisted
            FROM url GROUP BY event_type
        ), choice AS (
            SELECT event_type, process_name, urls,
                unlisted || ARRAY(SELECT endpoint_id FROM endpoint_process AS list
                                  WHERE list.process_name = kind.process_name AND endpoint_id = ANY (urls)) AS wanting
            FROM kind JOIN entered USING (event_type)
        ), target AS (
            SELECT event_type, process_name,
                (CASE WHEN NOT enabled THEN 'switched_off'
                      WHEN urls IS NULL THEN 'no_urls'
                      WHEN wanting <> '{}' THEN 'dispatched'
                      ELSE 'process_not_wanted' END)::event_outcome AS outcome,
                CASE WHEN enabled THEN ARRAY(SELECT url FROM unnest(urls) WITH ORDINALITY AS entered (url, place)
                                             WHERE url = ANY (wanting) ORDER BY place)
                     ELSE '{}' END AS endpoint_ids,
                CASE WHEN enabled THEN nullif(ARRAY(SELECT url FROM unnest(urls) WITH ORDINALITY AS entered (url, place)
                                                    WHERE url <> ALL (wanting) ORDER BY place), '{}') END AS left_out
            FROM kind JOIN event_switch USING (event_type) LEFT JOIN choice USING (event_type, process_name)
        )
        SELECT array_agg((event_type, process_name, outcome, endpoint_ids, left_out)::recording_target) INTO targets FROM target;
    ELSE
        WITH target AS (
            SELECT event_type,
                (CASE WHEN NOT enabled THEN 'switched_off'
                      WHEN count(endpoint_id) > 0 THEN 'dispatched'
                      ELSE 'no_urls' END)::event_outcome AS outcome,
                coalesce(array_agg(endpoint_id ORDER BY position) FILTER (WHERE enabled AND endpoint_id IS NOT NULL), '{}') AS endpoint_ids
            FROM event_switch LEFT JOIN subscription USING (event_type)
            WHERE event_type = ANY (event_types)
            GROUP BY event_type
        )
        SELECT array_agg((event_type, '', outcome, endpoint_ids, NULL)::recording_target) INTO targets FROM target;
    END IF;

    INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected, posted, left_out)
    SELECT id, event_type, instance_id, given.process_name, outcome, actor, cardinality(endpoint_ids),
        record_events_by_process.posted, left_out
    FROM unnest(ids, event_types, instance_ids, process_names) AS given (id, event_type, instance_id, process_name)
        JOIN unnest(targets) AS target USING (event_type)
    WHERE target.process_name = CASE WHEN listed THEN given.process_name ELSE '' END;

    IF taker IS NULL THEN
        INSERT INTO delivery (event_id, endpoint_id, order_key)
        SELECT id, endpoint_id, CASE WHEN in_order THEN instance_id END
        FROM unnest(ids, event_types, instance_ids, process_names)
                WITH ORDINALITY AS given (id, event_type, instance_id, process_name, place)
            JOIN unnest(targets) AS target USING (event_type)
            CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
        WHERE target.process_name = CASE WHEN listed THEN given.process_name ELSE '' END
        ORDER BY place, position;
    ELSE
        -- A single event, and no order. What is to be told of more endpoints would not fit into a notification.
        IF cardinality(targets[1].endpoint_ids) <= 50 THEN
            claimable := ARRAY(
                SELECT id FROM endpoint
                WHERE id = ANY (targets[1].endpoint_ids) AND state = 'active' AND max_per_second IS NULL AND max_at_once IS NULL);
        END IF;
        WITH added AS (
            INSERT INTO delivery (event_id, endpoint_id, attempts, locked_by, leased_until)
            SELECT ids[1], endpoint_id,
                CASE WHEN endpoint_id = ANY (claimable) THEN 1 ELSE 0 END,
                CASE WHEN endpoint_id = ANY (claimable) THEN taker END,
                CASE WHEN endpoint_id = ANY (claimable) THEN now() + lease END
            FROM unnest(targets[1].endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
            ORDER BY position
            RETURNING id, endpoint_id, next_at, locked_by
        )
        SELECT json_build_object(
            'version', known_version, 'atMs', extract(epoch FROM clock_timestamp()) * 1000, 'dueAt', min(next_at)::text,
            'eventId', ids[1], 'eventType', event_types[1], 'instanceId', instance_ids[1], 'processName', process_names[1],
            'deliveries', json_agg(json_build_array(id::text, endpoint_id) ORDER BY id))
        INTO claimed FROM added WHERE locked_by IS NOT NULL HAVING count(*) > 0;
    END IF;

    RETURN QUERY
    SELECT event_type, nullif(process_name, ''), outcome, endpoint_ids,
        ARRAY(SELECT endpoint_id FROM unnest(endpoint_ids) AS endpoint_id WHERE endpoint_id <> ALL (claimable)),
        taker, claimed
    FROM unnest(targets);
END
$$;
