-- Headers that go with every callback to a URL: [{"name", "sealed", "changedAt"}], each value sealed by itself (docs/decisions/0062).
ALTER TABLE "endpoint" ADD COLUMN "request_headers" JSONB;
