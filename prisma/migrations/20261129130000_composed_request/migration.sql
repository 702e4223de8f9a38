-- What of a request does not follow from its event and its URL; of such an attempt "request" is null (docs/decisions/0052).
ALTER TABLE "attempt" ADD COLUMN "user_agent" TEXT, ADD COLUMN "webhook_timestamp" BIGINT, ADD COLUMN "webhook_signature" TEXT;
