-- What lets the reconciliation find a lost event that hid (docs/decisions/0035).

-- Whether an event tells of a change made here, or was posted by a platform that keeps its instances elsewhere. Events that a
-- release before recorded count as the former.
ALTER TABLE "event" ADD COLUMN "posted" BOOLEAN NOT NULL DEFAULT false;

-- What is left of an instance that was deleted, so that its lost events are missed as well.
CREATE TABLE "deleted_instance" (
    "instance_id" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX "deleted_instance_deleted_at_idx" ON "deleted_instance"("deleted_at");
CREATE INDEX "deleted_instance_created_at_idx" ON "deleted_instance"("created_at");

-- By a trigger: whoever deletes the row, by whatever way, leaves its trace.
CREATE FUNCTION "keep_deleted_instance"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deleted_instance (instance_id, version, created_at)
    VALUES (OLD.instance_id, OLD.version, OLD.created_at)
    ON CONFLICT (instance_id) DO UPDATE
    SET version = excluded.version, created_at = excluded.created_at, deleted_at = excluded.deleted_at;
    RETURN NULL;
END
$$;
CREATE TRIGGER "instance_deleted" AFTER DELETE ON "instance" FOR EACH ROW EXECUTE FUNCTION "keep_deleted_instance"();

-- As record_events, which the release before goes on calling, and says of each event whether it was posted.
CREATE FUNCTION "record_events_posted"(
    ids TEXT[],
    event_types "event_type"[],
    instance_ids TEXT[],
    process_names TEXT[],
    actor TEXT,
    settings_lock BIGINT,
    order_lock_class INTEGER,
    posted BOOLEAN
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
        INSERT INTO event (id, event_type, instance_id, process_name, outcome, actor_name, expected, posted)
        SELECT id, event_type, instance_id, process_name, outcome, actor, cardinality(endpoint_ids), record_events_posted.posted
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
