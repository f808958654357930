-- Written by hand: the generated script builds the table anew, and dropping a table that documents refer to fails
-- inside the transaction in which migrations are applied (foreign keys cannot be switched off there).
-- AlterTable
ALTER TABLE "Collection" ADD COLUMN "prunedThrough" BIGINT NOT NULL DEFAULT 0;
