-- How often a URL may be called and how many calls to it may be under way, by all dispatchers together; null: as before. While either is
-- set one dispatcher alone calls it (docs/decisions/0063).
ALTER TABLE "endpoint" ADD COLUMN "max_per_second" REAL,
    ADD COLUMN "max_at_once" SMALLINT,
    ADD COLUMN "called_by" INTEGER;
