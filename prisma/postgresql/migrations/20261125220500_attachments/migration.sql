-- By hand, as the one before: every text is compared byte by byte in UTF-8.

-- CreateTable
CREATE TABLE "Attachment" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "previousAt" BIGINT,
    "mediaType" TEXT COLLATE "C" NOT NULL,
    "size" BIGINT NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "upload" TEXT COLLATE "C",

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("collection", "id", "name")
);

-- CreateTable
CREATE TABLE "AttachmentChange" (
    "collection" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "author" TEXT COLLATE "C",
    "createdAt" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "size" BIGINT NOT NULL,

    CONSTRAINT "AttachmentChange_pkey" PRIMARY KEY ("collection", "id", "name", "revision")
);

-- CreateTable
CREATE TABLE "AttachmentUpload" (
    "id" TEXT COLLATE "C" NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL,
    "since" BIGINT NOT NULL,

    CONSTRAINT "AttachmentUpload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AttachmentChunk" (
    "upload" TEXT COLLATE "C" NOT NULL,
    "number" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "AttachmentChunk_pkey" PRIMARY KEY ("upload", "number")
);

-- CreateIndex
CREATE INDEX "Attachment_collection_id_deleted_sequence_idx" ON "Attachment"("collection", "id", "deleted", "sequence");

-- CreateIndex
CREATE INDEX "Attachment_collection_id_deleted_name_idx" ON "Attachment"("collection", "id", "deleted", "name");

-- CreateIndex
CREATE UNIQUE INDEX "AttachmentChange_collection_sequence_key" ON "AttachmentChange"("collection", "sequence");

-- CreateIndex
CREATE INDEX "AttachmentUpload_state_since_idx" ON "AttachmentUpload"("state", "since");

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_collection_id_fkey" FOREIGN KEY ("collection", "id") REFERENCES "Document"("collection", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "AttachmentChange" ADD CONSTRAINT "AttachmentChange_collection_id_name_fkey" FOREIGN KEY ("collection", "id", "name") REFERENCES "Attachment"("collection", "id", "name") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "AttachmentChunk" ADD CONSTRAINT "AttachmentChunk_upload_fkey" FOREIGN KEY ("upload") REFERENCES "AttachmentUpload"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
