-- In your platform's own PostgreSQL: what is to be told to Callboard, written in the transaction of the change itself.
create table callboard_outbox (
  id bigint generated always as identity primary key,
  event_type text not null,
  instance_id text not null,
  process_name text not null,
  changed_at timestamptz not null default now(),
  -- The batch it is sent in. It is fixed before it is sent, and its id is the Idempotency-Key, however often it is sent.
  batch uuid,
  sent_at timestamptz,
  event_id text,
  -- Why Callboard will not have it. Correct the row and set this to null to have it sent again.
  refused text
);
create index callboard_outbox_waiting on callboard_outbox (id) where sent_at is null and refused is null;
create index callboard_outbox_batch on callboard_outbox (batch);

-- For the table that holds your instances; here `process_instance`, with the columns `id` and `process_name`.
create function callboard_note() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into callboard_outbox (event_type, instance_id, process_name)
    values ('deleted', old.id, old.process_name);
  else
    insert into callboard_outbox (event_type, instance_id, process_name)
    values (case tg_op when 'INSERT' then 'created' else 'updated' end, new.id, new.process_name);
  end if;
  return null;
end
$$;
create trigger callboard_note after insert or update or delete on process_instance
  for each row execute function callboard_note();

-- The batch to send next, null when nothing waits. One that was formed and not marked as sent comes first: it may have reached
-- Callboard, and under its key it does so once. The lock lets any number of senders run without changing the order.
create function callboard_next_batch(most integer default 500) returns uuid language plpgsql as $$
declare
  found_batch uuid;
begin
  perform pg_advisory_xact_lock(hashtext('callboard_outbox'));
  select batch into found_batch from callboard_outbox
  where sent_at is null and refused is null and batch is not null order by id limit 1;
  if found then
    return found_batch;
  end if;
  found_batch := gen_random_uuid();
  -- A row that somebody corrects by hand just now is left for the next batch.
  update callboard_outbox set batch = found_batch where id in (
    select id from callboard_outbox where sent_at is null and refused is null
    order by id limit most for update skip locked
  );
  return case when found then found_batch end;
end
$$;
