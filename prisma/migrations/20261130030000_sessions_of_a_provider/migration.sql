-- What ends the provider's session of whoever signed in with it, sealed; null for a password (docs/decisions/0064).
ALTER TABLE "user_session" ADD COLUMN "provider_session" TEXT;

-- Who signed in with a provider that does not say whose the email is, until an administrator says so or refuses.
CREATE TABLE "link_request" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "code" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "link_request_pkey" PRIMARY KEY ("issuer","subject")
);
