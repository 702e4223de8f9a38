-- The URL that notices are posted to, and which of them still have to be (docs/decisions/0049).
CREATE TABLE "notice_webhook" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "url" TEXT,
    "secret" BYTEA,
    "previous_secret" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(3),
    "queued_to" BIGINT NOT NULL DEFAULT 0,
    "saved_at" TIMESTAMPTZ(3),
    "saved_by" TEXT,
    "last_at" TIMESTAMPTZ(3),
    "last_ok" BOOLEAN,
    "last_cause" TEXT,
    "given_up" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "notice_webhook_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "notice_post" (
    "notice_id" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notice_post_pkey" PRIMARY KEY ("notice_id")
);

CREATE INDEX "notice_post_next_at_idx" ON "notice_post"("next_at");

INSERT INTO "notice_webhook" ("id") VALUES (1);
