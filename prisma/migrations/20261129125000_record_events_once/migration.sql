-- What records events stands in one body, record_events_claimed (docs/decisions/0018). The two that the releases before go on
-- calling keep name, parameters and answer, and claim nothing.

CREATE OR REPLACE FUNCTION "record_events_posted"(
    ids TEXT[],
    event_types "event_type"[],
    instance_ids TEXT[],
    process_names TEXT[],
    actor TEXT,
    settings_lock BIGINT,
    order_lock_class INTEGER,
    posted BOOLEAN
) RETURNS TABLE ("of_type" "event_type", "outcome" "event_outcome", "endpoint_ids" INTEGER[])
LANGUAGE sql VOLATILE AS $$
    SELECT of_type, outcome, endpoint_ids FROM record_events_claimed(
        ids, event_types, instance_ids, process_names, actor, settings_lock, order_lock_class, posted,
        may_claim => false, life_lock_class => 0, claim_lock_class => 0, lease => interval '0')
$$;

CREATE OR REPLACE FUNCTION "record_events"(
    ids TEXT[],
    event_types "event_type"[],
    instance_ids TEXT[],
    process_names TEXT[],
    actor TEXT,
    settings_lock BIGINT,
    order_lock_class INTEGER
) RETURNS TABLE ("of_type" "event_type", "outcome" "event_outcome", "endpoint_ids" INTEGER[])
LANGUAGE sql VOLATILE AS $$
    SELECT * FROM record_events_posted(
        ids, event_types, instance_ids, process_names, actor, settings_lock, order_lock_class, posted => false)
$$;
