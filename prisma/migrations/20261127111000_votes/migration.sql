-- What members called useful by the link below a pick: once for each member and content, from the digest where they first
-- did. It is no activity: the site has not seen them.
CREATE TABLE "vote" (
  "member_id" BIGINT NOT NULL,
  "content_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  -- Community time.
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "vote_pkey" PRIMARY KEY ("member_id", "content_id")
);

-- Ranking counts who said so on the site itself, out of all that was ever done.
CREATE INDEX "activity_useful_idx" ON "activity" ("content_id", "member_id") WHERE "name" = 'Content Found Useful';
