-- What people call a URL, and what they want to remember of it. Both belong to the URL, not to a save of the settings.
ALTER TABLE "endpoint" ADD COLUMN "name" TEXT, ADD COLUMN "note" TEXT;
