-- What people are told of client certificates (docs/decisions/0049).
ALTER TYPE "notice_kind" ADD VALUE 'certificate_expires_soon';
ALTER TYPE "notice_kind" ADD VALUE 'certificate_expired';
ALTER TYPE "notice_kind" ADD VALUE 'certificate_changed';

-- Of which certificate of an endpoint that was told last; none once another one was set.
CREATE TABLE "noticed_certificate" (
    "endpoint_id" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "expired" BOOLEAN NOT NULL,

    CONSTRAINT "noticed_certificate_pkey" PRIMARY KEY ("endpoint_id")
);
