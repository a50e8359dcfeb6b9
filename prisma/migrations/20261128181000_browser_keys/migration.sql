-- A key that stands in pages is read by anybody: it takes what members do themselves, and nothing else.
ALTER TABLE "write_key" ADD COLUMN "for_browsers" BOOLEAN NOT NULL DEFAULT false;
