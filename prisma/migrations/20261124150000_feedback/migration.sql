-- What the receiving side said of digests and addresses, each report once.
CREATE TABLE "feedback" (
  "source" TEXT NOT NULL,
  "source_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  -- As reported; where there is no such digest, nothing follows.
  "member_id" BIGINT,
  "digest_id" BIGINT,
  -- Whom it speaks of. Null where the digest's member has another address by now.
  "email_hash" BYTEA,
  "matched" BOOLEAN NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  "status" TEXT,
  "text" TEXT NOT NULL,
  CONSTRAINT "feedback_pkey" PRIMARY KEY ("source", "source_id")
);

-- The soft bounces of an address, and what has arrived there since.
CREATE INDEX "feedback_email_hash_at_idx" ON "feedback" ("email_hash", "at");
CREATE INDEX "feedback_member_id_digest_id_idx" ON "feedback" ("member_id", "digest_id");
CREATE INDEX "feedback_received_at_idx" ON "feedback" USING brin ("received_at");
