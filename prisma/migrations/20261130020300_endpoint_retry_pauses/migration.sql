-- The pauses after failed attempts 1, 2, … to a URL, seconds, in place of CALLBACK_RETRY_SCHEDULE; null: by that (docs/decisions/0063).
ALTER TABLE "endpoint" ADD COLUMN "retry_pauses_s" INTEGER[];
