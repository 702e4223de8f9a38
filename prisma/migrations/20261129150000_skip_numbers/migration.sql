-- A database that was restored from an older state would give numbers out again that the original gave out since. This goes on after a
-- gap (docs/decisions/0058): 100,000 numbers of each process's instances and of whatever people make, 10,000,000 of what Callboard
-- counts itself. It runs with the rights of who made it, as the app's role may not set a sequence; numbers are all it can change. So it
-- looks for names in this schema first: a temporary table of the caller's must not stand for one of ours.
DO $do$ BEGIN EXECUTE format($function$
CREATE FUNCTION "skip_numbers"() RETURNS TABLE ("prefix" TEXT, "first" BIGINT, "last" BIGINT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = %I, pg_temp AS $$
DECLARE
  sequence TEXT;
  gap BIGINT;
BEGIN
  FOR "prefix", sequence, gap IN
    SELECT kind, pg_get_serial_sequence(quote_ident("table"), 'id'), size
    FROM (VALUES
      ('ep', 'endpoint', 100000), ('job', 'resend_job', 100000), ('usr', 'user_account', 100000),
      ('dlv', 'delivery', 10000000), ('aud', 'audit_entry', 10000000), ('ntc', 'notice', 10000000)
    ) AS numbered (kind, "table", size)
  LOOP
    "first" := nextval(sequence);
    "last" := setval(sequence, "first" + gap - 1);
    RETURN NEXT;
  END LOOP;
  UPDATE "instance_counter" SET "last_number" = "last_number" + 100000;
END
$$
$function$, current_schema()); END $do$;
