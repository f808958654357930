-- Written by hand, for Prisma's schema knows no collations. Every text is compared byte by byte in UTF-8, which is the
-- order of code points: the locale of the database must not decide in which order lists come.

-- CreateTable
CREATE TABLE "Store" (
    "id" INTEGER NOT NULL,
    "epoch" TEXT COLLATE "C" NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "Store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Collection" (
    "name" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "settings" TEXT COLLATE "C" NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "sequence" BIGINT NOT NULL,
    "documentCount" BIGINT NOT NULL,
    "prunedThrough" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "Collection_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Document" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "size" INTEGER NOT NULL,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("collection", "id")
);

-- CreateTable
CREATE TABLE "Revision" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "author" TEXT COLLATE "C",
    "createdAt" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "data" TEXT COLLATE "C",

    CONSTRAINT "Revision_pkey" PRIMARY KEY ("collection", "id", "revision")
);

-- CreateTable
CREATE TABLE "FieldIndex" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "field" TEXT COLLATE "C" NOT NULL,
    "rank" INTEGER NOT NULL,
    "number" DOUBLE PRECISION NOT NULL,
    "text" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "whole" BOOLEAN NOT NULL,

    CONSTRAINT "FieldIndex_pkey" PRIMARY KEY ("collection", "field", "rank", "number", "text", "id", "whole")
);

-- CreateTable
CREATE TABLE "FieldIndexState" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "field" TEXT COLLATE "C" NOT NULL,
    "cursor" TEXT COLLATE "C" NOT NULL,
    "done" INTEGER NOT NULL,
    "ready" BOOLEAN NOT NULL,

    CONSTRAINT "FieldIndexState_pkey" PRIMARY KEY ("collection", "field")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "scope" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "fingerprint" TEXT COLLATE "C" NOT NULL,
    "answer" TEXT COLLATE "C" NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("scope", "key")
);

-- CreateIndex
CREATE INDEX "Document_collection_deleted_sequence_idx" ON "Document"("collection", "deleted", "sequence");

-- CreateIndex
CREATE INDEX "Document_collection_deleted_id_idx" ON "Document"("collection", "deleted", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_collection_sequence_key" ON "Revision"("collection", "sequence");

-- CreateIndex
CREATE INDEX "FieldIndex_collection_id_idx" ON "FieldIndex"("collection", "id");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_expiresAt_idx" ON "IdempotencyRecord"("expiresAt");

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_collection_fkey" FOREIGN KEY ("collection") REFERENCES "Collection"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "Revision" ADD CONSTRAINT "Revision_collection_id_fkey" FOREIGN KEY ("collection", "id") REFERENCES "Document"("collection", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
