-- The entry whose settings a change brought back.
ALTER TABLE "audit_entry" ADD COLUMN "restored_from" BIGINT;

-- Whoever connects, superuser or owner of the table, can add entries and nothing else (docs/decisions/0022).
CREATE FUNCTION "refuse_change_of_audit_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP
    USING ERRCODE = 'insufficient_privilege', HINT = 'docs/history.md';
END
$$;

CREATE TRIGGER "audit_entry_append_only"
  BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit_entry"();

-- Also for sessions that leave ordinary triggers out (session_replication_role = replica).
ALTER TABLE "audit_entry" ENABLE ALWAYS TRIGGER "audit_entry_append_only";
