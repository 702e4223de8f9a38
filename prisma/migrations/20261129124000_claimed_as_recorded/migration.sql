-- Whether events may be recorded with a claim for this dispatcher (docs/decisions/0050). One of an older release never is.
ALTER TABLE "dispatcher" ADD COLUMN "accepts_claims" BOOLEAN NOT NULL DEFAULT false;

-- As record_events_posted, which the release before goes on calling, but a single event's deliveries may be claimed as they are
-- recorded. "claims" is what their dispatcher has to be told, "due_endpoint_ids" are those whose deliveries nobody has.
CREATE FUNCTION "record_events_claimed"(
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
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    in_order BOOLEAN;
    known_version INTEGER;
    taker INTEGER;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Events must be recorded in a read committed transaction.';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(settings_lock);
    SELECT ordered, version INTO in_order, known_version FROM webhook_settings WHERE id = 1;
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
        SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids), record_events_claimed.posted
        FROM given JOIN target USING (event_type)
    ), wanted AS (
        -- What is to be told of more endpoints would not fit into a notification.
        SELECT id, place, position, endpoint_id, CASE WHEN in_order THEN instance_id END AS order_key,
            CASE WHEN cardinality(endpoint_ids) <= 50
                AND EXISTS (SELECT FROM endpoint WHERE endpoint.id = url.endpoint_id AND state = 'active') THEN taker END AS taker
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
    SELECT event_type, outcome, endpoint_ids,
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
END
$$;
