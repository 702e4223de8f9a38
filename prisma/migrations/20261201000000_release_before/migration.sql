-- Until when a process of the release before may still run beside this one: what it cannot read is not written before
-- (docs/decisions/0016). A database without users is new, and has none.
ALTER TABLE "installation" ADD COLUMN "release_before_until" TIMESTAMPTZ(3);

UPDATE "installation" SET "release_before_until" = now() + interval '1 day' WHERE EXISTS (SELECT FROM "user_account");
