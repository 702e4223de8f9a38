-- The processes that a URL is called for, a row each; a URL without a row is called for all (docs/decisions/0063).
CREATE TABLE "endpoint_process" (
    "endpoint_id" INTEGER NOT NULL,
    "process_name" TEXT NOT NULL,

    CONSTRAINT "endpoint_process_pkey" PRIMARY KEY ("endpoint_id", "process_name")
);

-- AddForeignKey
ALTER TABLE "endpoint_process" ADD CONSTRAINT "endpoint_process_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- URLs of its type that left the event out by their list; null where none did.
ALTER TABLE "event" ADD COLUMN "left_out" INTEGER[];

-- Null where an older release verified the hour.
ALTER TABLE "verified_hour" ADD COLUMN "process_not_wanted" INTEGER;
