-- CreateTable
CREATE TABLE "retention" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "deleted_before" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "instance_created_at_idx" ON "instance"("created_at");



-- What Prisma's schema cannot say.
ALTER TABLE "retention" ADD CONSTRAINT "retention_singleton" CHECK ("id" = 1);
