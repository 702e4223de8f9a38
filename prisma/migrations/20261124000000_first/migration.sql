-- CreateEnum
CREATE TYPE "role" AS ENUM ('administrator', 'developer', 'user');

-- CreateEnum
CREATE TYPE "event_type" AS ENUM ('created', 'updated', 'deleted');

-- CreateEnum
CREATE TYPE "event_outcome" AS ENUM ('dispatched', 'switched_off', 'no_urls');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'delivered', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "cancel_reason" AS ENUM ('url_removed', 'switched_off');

-- CreateEnum
CREATE TYPE "attempt_trigger" AS ENUM ('automatic', 'manual');

-- CreateEnum
CREATE TYPE "attempt_outcome" AS ENUM ('in_progress', 'delivered', 'http_error', 'redirect', 'timeout', 'dns_error', 'connection_refused', 'connection_reset', 'tls_error', 'blocked', 'protocol_error', 'interrupted');

-- CreateEnum
CREATE TYPE "endpoint_state" AS ENUM ('active', 'probing', 'suspended');

-- CreateTable
CREATE TABLE "user_account" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "password_hash" TEXT,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "token_id" TEXT,
    "address" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance_counter" (
    "slug" TEXT NOT NULL,
    "last_number" BIGINT NOT NULL,

    CONSTRAINT "instance_counter_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" BIGSERIAL NOT NULL,
    "instance_id" TEXT NOT NULL,
    "process_name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "trigger_field" TEXT,
    "fields" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3),
    "updated_by_id" INTEGER,

    CONSTRAINT "webhook_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_switch" (
    "event_type" "event_type" NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "event_switch_pkey" PRIMARY KEY ("event_type")
);

-- CreateTable
CREATE TABLE "endpoint" (
    "id" SERIAL NOT NULL,
    "url" TEXT NOT NULL,
    "url_hash" TEXT NOT NULL,
    "secret" BYTEA,
    "previous_secret" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(3),
    "state" "endpoint_state" NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "state_changed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "event_type" "event_type" NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("event_type","endpoint_id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" TEXT NOT NULL,
    "event_type" "event_type" NOT NULL,
    "instance_id" TEXT NOT NULL,
    "process_name" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" "event_outcome" NOT NULL,
    "actor_name" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "event_id" TEXT NOT NULL,
    "endpoint_id" INTEGER NOT NULL,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "cancel_reason" "cancel_reason",
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "locked_by" INTEGER,
    "leased_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "last_outcome" "attempt_outcome",
    "last_status_code" SMALLINT,
    "last_total_ms" REAL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "delivery_id" BIGINT NOT NULL,
    "number" SMALLINT NOT NULL,
    "trigger" "attempt_trigger" NOT NULL DEFAULT 'automatic',
    "triggered_by" TEXT,
    "dispatcher_id" INTEGER,
    "outcome" "attempt_outcome" NOT NULL DEFAULT 'in_progress',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "request" TEXT,
    "status_code" SMALLINT,
    "response_headers" TEXT,
    "response_body" TEXT,
    "dns_ms" REAL,
    "connect_ms" REAL,
    "tls_ms" REAL,
    "first_byte_ms" REAL,
    "total_ms" REAL,
    "cause" TEXT,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("delivery_id","number")
);

-- CreateTable
CREATE TABLE "dispatcher" (
    "id" SERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "settings_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "dispatcher_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_account_email_key" ON "user_account"("email");

-- CreateIndex
CREATE INDEX "api_token_owner_id_idx" ON "api_token"("owner_id");

-- CreateIndex
CREATE INDEX "audit_entry_subject_id_idx" ON "audit_entry"("subject", "id");

-- CreateIndex
CREATE UNIQUE INDEX "instance_instance_id_key" ON "instance"("instance_id");

-- CreateIndex
CREATE INDEX "instance_process_name_id_idx" ON "instance"("process_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "endpoint_url_hash_key" ON "endpoint"("url_hash");

-- CreateIndex
CREATE INDEX "event_instance_id_id_idx" ON "event"("instance_id", "id");

-- CreateIndex
CREATE INDEX "event_occurred_at_idx" ON "event"("occurred_at");

-- CreateIndex
CREATE INDEX "delivery_due" ON "delivery"("endpoint_id", "next_at", "id") WHERE "done_at" IS NULL;

-- CreateIndex
CREATE INDEX "delivery_event_id_idx" ON "delivery"("event_id");

-- CreateIndex
CREATE INDEX "delivery_endpoint_id_id_idx" ON "delivery"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "delivery_status_id_idx" ON "delivery"("status", "id");

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_settings" ADD CONSTRAINT "webhook_settings_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "user_account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema cannot say. A claim rewrites a delivery without touching an indexed column: on a half-full page the
-- new version fits beside the old one and no index is written. An attempt is inserted small and grows tenfold when its
-- result is recorded: pages filled to an eighth then hold what they began with. Vacuum early, or claims slow down as
-- dead rows pile up in the partial index (docs/decisions/0010).
ALTER TABLE "delivery" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "attempt" SET (fillfactor = 12, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

ALTER TABLE "user_account" ADD CONSTRAINT "user_account_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "webhook_settings" ADD CONSTRAINT "webhook_settings_singleton" CHECK ("id" = 1);
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_done_when_not_pending" CHECK (("status" = 'pending') = ("done_at" IS NULL));
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_cancelled_with_reason" CHECK (("status" = 'cancelled') = ("cancel_reason" IS NOT NULL));

INSERT INTO "webhook_settings" ("id") VALUES (1);
INSERT INTO "event_switch" ("event_type") VALUES ('created'), ('updated'), ('deleted');
