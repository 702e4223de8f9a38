-- Who gets notices by email, and how far each has been told (docs/decisions/0049).
ALTER TABLE "notice_reader" ADD COLUMN "mails" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "notice_reader" ADD COLUMN "mailed_to" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "notice_reader" ADD COLUMN "mailed_at" TIMESTAMPTZ(3);
ALTER TABLE "notice_reader" ADD COLUMN "mail_failures" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "notice_reader" ADD COLUMN "mail_retry_at" TIMESTAMPTZ(3);
ALTER TABLE "notice_reader" ADD COLUMN "mail_problem" TEXT;
