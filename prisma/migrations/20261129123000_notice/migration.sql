-- What people are told of endpoints, and how far each has read (docs/decisions/0049).
CREATE TYPE "notice_kind" AS ENUM ('failing', 'probed', 'suspended', 'resumed', 'recovered', 'given_up');

CREATE TABLE "notice" (
    "id" BIGSERIAL NOT NULL,
    "kind" "notice_kind" NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT,
    "by_name" TEXT,
    "deliveries" INTEGER,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "notice_endpoint_id_id_idx" ON "notice"("endpoint_id", "id");
CREATE INDEX "notice_at_idx" ON "notice"("at");

CREATE TABLE "noticed_change" (
    "change_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "noticed_change_pkey" PRIMARY KEY ("change_id")
);

CREATE TABLE "noticed_failures" (
    "half_hour" TIMESTAMPTZ(3) NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "noticed_failures_pkey" PRIMARY KEY ("half_hour", "endpoint_id")
);

CREATE TABLE "notice_reader" (
    "user_id" INTEGER NOT NULL,
    "seen_to" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "notice_reader_pkey" PRIMARY KEY ("user_id")
);

ALTER TABLE "notice_reader" ADD CONSTRAINT "notice_reader_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What happened before is no news.
INSERT INTO "noticed_change" ("change_id") SELECT id FROM endpoint_state_change;
INSERT INTO "noticed_failures" ("half_hour", "endpoint_id", "failed")
SELECT half_hour, endpoint_id, sum(failed) FROM delivery_stats GROUP BY 1, 2 HAVING sum(failed) > 0;
