-- What a URL is called with over TLS: certificate and key, sealed together, and what is shown of them (docs/decisions/0062).
ALTER TABLE "endpoint" ADD COLUMN "client_certificate" BYTEA, ADD COLUMN "client_certificate_facts" JSONB;
