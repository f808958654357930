-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Store" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "epoch" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "notBefore" BIGINT NOT NULL DEFAULT 0,
    "restores" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "new_Store" ("createdAt", "epoch", "id") SELECT "createdAt", "epoch", "id" FROM "Store";
DROP TABLE "Store";
ALTER TABLE "new_Store" RENAME TO "Store";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
