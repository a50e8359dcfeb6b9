-- Links and return paths are signed with the installation's identity from here on. Where digests stand already, mails may be
-- about that were signed without it: they stay good. Where none does, such a mail is another installation's.
ALTER TABLE "installation" ADD COLUMN "has_signed_without" BOOLEAN NOT NULL DEFAULT false;
UPDATE "installation" SET "has_signed_without" = EXISTS (SELECT 1 FROM "digest");
