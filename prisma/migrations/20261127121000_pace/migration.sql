-- How fast mail leaves, shared by all workers: a row for all mail (*), for each domain that has a rate, and for each domain
-- or mail server (host:port) that refuses mail after mail. All times are the machine's.
CREATE TABLE "sending_limit" (
  "name" TEXT NOT NULL,
  -- What might have left at once at that instant; what leaves until the other is promised to digests that wait.
  "tokens" DOUBLE PRECISION,
  "refilled_at" TIMESTAMPTZ(3),
  "promised_until" TIMESTAMPTZ(3),
  -- Refusals in a row, since when, what was said, and until when it is left alone.
  "refusals" INTEGER NOT NULL DEFAULT 0,
  "refused_since" TIMESTAMPTZ(3),
  "held_until" TIMESTAMPTZ(3),
  "said" TEXT,
  CONSTRAINT "sending_limit_pkey" PRIMARY KEY ("name")
);

-- How many digests a mail server was handed today, while it warms up.
CREATE INDEX "digest_submitted_at_idx" ON "digest" USING BRIN ("submitted_at");
