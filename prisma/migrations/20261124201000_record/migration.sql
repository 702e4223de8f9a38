-- How many deliveries an event was given; null for what was recorded before this was written down.
ALTER TABLE "event" ADD COLUMN "expected" SMALLINT;

-- Records events and their deliveries in one round trip (docs/decisions/0018). Each statement in the body of a volatile
-- function sees what had been committed when that statement began, so what is read after the locks is what the locks guard.
-- An old release never calls it. A later change of it gets another name, for both releases run side by side for a while.
CREATE FUNCTION "record_events"(
    ids TEXT[],
    event_types "event_type"[],
    instance_ids TEXT[],
    process_names TEXT[],
    actor TEXT,
    settings_lock BIGINT,
    order_lock_class INTEGER
) RETURNS TABLE ("of_type" "event_type", "outcome" "event_outcome", "endpoint_ids" INTEGER[])
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    in_order BOOLEAN;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Events must be recorded in a read committed transaction.';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(settings_lock);
    SELECT ordered INTO in_order FROM webhook_settings WHERE id = 1;
    IF in_order THEN
        -- Who records events of the same instance waits here until we have committed; ids of deliveries are given after that.
        -- Few locks for any number of instances, and always taken in the same order: neither runs out nor deadlocks.
        PERFORM pg_advisory_xact_lock(order_lock_class, bucket)
        FROM (
            SELECT DISTINCT hashtext(instance_id) & 1023 AS bucket
            FROM unnest(instance_ids) AS instance_id
            ORDER BY bucket
        ) AS buckets;
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
        INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected)
        SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids)
        FROM given JOIN target USING (event_type)
    ), added AS (
        INSERT INTO delivery (event_id, endpoint_id, order_key)
        SELECT id, endpoint_id, CASE WHEN in_order THEN instance_id END
        FROM given JOIN target USING (event_type)
            CROSS JOIN unnest(endpoint_ids) WITH ORDINALITY AS url (endpoint_id, position)
        ORDER BY place, position
    )
    SELECT event_type, outcome, endpoint_ids FROM target WHERE event_type = ANY (event_types);
END
$$;
