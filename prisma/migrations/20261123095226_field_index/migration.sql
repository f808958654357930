-- CreateTable
CREATE TABLE "FieldIndex" (
    "collection" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "number" REAL NOT NULL,
    "text" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "whole" BOOLEAN NOT NULL,

    PRIMARY KEY ("collection", "field", "rank", "number", "text", "id", "whole")
);

-- CreateTable
CREATE TABLE "FieldIndexState" (
    "collection" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "ready" BOOLEAN NOT NULL,

    PRIMARY KEY ("collection", "field")
);

-- CreateIndex
CREATE INDEX "FieldIndex_collection_id_idx" ON "FieldIndex"("collection", "id");
