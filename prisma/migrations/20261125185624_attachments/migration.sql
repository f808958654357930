-- CreateTable
CREATE TABLE "Attachment" (
    "collection" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "mediaType" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "upload" TEXT,

    PRIMARY KEY ("collection", "id", "name"),
    CONSTRAINT "Attachment_collection_id_fkey" FOREIGN KEY ("collection", "id") REFERENCES "Document" ("collection", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- CreateTable
CREATE TABLE "AttachmentChange" (
    "collection" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "operation" TEXT NOT NULL,
    "author" TEXT,
    "createdAt" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "size" BIGINT NOT NULL,

    PRIMARY KEY ("collection", "id", "name", "revision"),
    CONSTRAINT "AttachmentChange_collection_id_name_fkey" FOREIGN KEY ("collection", "id", "name") REFERENCES "Attachment" ("collection", "id", "name") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- CreateTable
CREATE TABLE "AttachmentUpload" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "since" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "AttachmentChunk" (
    "upload" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "data" BLOB NOT NULL,

    PRIMARY KEY ("upload", "number"),
    CONSTRAINT "AttachmentChunk_upload_fkey" FOREIGN KEY ("upload") REFERENCES "AttachmentUpload" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- CreateIndex
CREATE INDEX "Attachment_collection_id_deleted_sequence_idx" ON "Attachment"("collection", "id", "deleted", "sequence");

-- CreateIndex
CREATE INDEX "Attachment_collection_id_deleted_name_idx" ON "Attachment"("collection", "id", "deleted", "name");

-- CreateIndex
CREATE UNIQUE INDEX "AttachmentChange_collection_sequence_key" ON "AttachmentChange"("collection", "sequence");

-- CreateIndex
CREATE INDEX "AttachmentUpload_state_since_idx" ON "AttachmentUpload"("state", "since");
