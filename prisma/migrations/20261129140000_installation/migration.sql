-- Where this database is at home: elsewhere it is a copy, and nothing is called from it until an administrator says what it is
-- (docs/decisions/0053). Without a place nothing has run on it yet.
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "place" TEXT,
    "app_url" TEXT,
    "held_at_url" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "installation_singleton" CHECK ("id" = 1)
);

INSERT INTO "installation" ("id") VALUES (1);

-- The server's identifier and the database's number: both stay over restarts and failovers, and change with a dump that is restored.
-- Where a role may not read the first, the second alone.
CREATE FUNCTION "installation_place"() RETURNS TEXT LANGUAGE plpgsql STABLE AS $$
DECLARE
  server TEXT := '';
BEGIN
  BEGIN
    EXECUTE 'select system_identifier::text from pg_catalog.pg_control_system()' INTO server;
  EXCEPTION WHEN insufficient_privilege OR undefined_function THEN
    server := '';
  END;
  RETURN concat(server, '/', (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()));
END
$$;
