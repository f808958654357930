-- CreateTable
CREATE TABLE "Store" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "epoch" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Collection" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "revision" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "settings" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "sequence" BIGINT NOT NULL,
    "documentCount" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Document" (
    "collection" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "size" INTEGER NOT NULL,

    PRIMARY KEY ("collection", "id"),
    CONSTRAINT "Document_collection_fkey" FOREIGN KEY ("collection") REFERENCES "Collection" ("name") ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- CreateTable
CREATE TABLE "Revision" (
    "collection" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "operation" TEXT NOT NULL,
    "author" TEXT,
    "createdAt" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "data" TEXT,

    PRIMARY KEY ("collection", "id", "revision"),
    CONSTRAINT "Revision_collection_id_fkey" FOREIGN KEY ("collection", "id") REFERENCES "Document" ("collection", "id") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- CreateIndex
CREATE INDEX "Document_collection_deleted_sequence_idx" ON "Document"("collection", "deleted", "sequence");

-- CreateIndex
CREATE INDEX "Document_collection_deleted_id_idx" ON "Document"("collection", "deleted", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_collection_sequence_key" ON "Revision"("collection", "sequence");
