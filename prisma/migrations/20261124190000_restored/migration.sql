-- What tells a database that was restored from a backup: who it is, the server on which it was last at work, and how much
-- each host has submitted. What is known of that outside the database must never be ahead of it.
ALTER TABLE "installation" ADD COLUMN "identity" UUID NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "installation" ADD COLUMN "server" TEXT;
-- Since when sending waits for a person's word on a restored database, and by which sign.
ALTER TABLE "installation" ADD COLUMN "restored_at" TIMESTAMPTZ(3);
ALTER TABLE "installation" ADD COLUMN "restored_sign" TEXT;
-- Community time until which digests may have left of which this database knows nothing: not planned again.
ALTER TABLE "installation" ADD COLUMN "sent_until" TIMESTAMPTZ(3);

-- One row for each folder of data from which digests were submitted: no two hosts wait for each other's row.
CREATE TABLE "submitter" (
  "id" UUID NOT NULL,
  "submissions" BIGINT NOT NULL DEFAULT 0,
  "last_at" TIMESTAMPTZ(3),
  CONSTRAINT "submitter_pkey" PRIMARY KEY ("id")
);
