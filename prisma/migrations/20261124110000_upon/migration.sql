-- What a member waits for, such as a message: outside caps, quiet hours, holdout and exposure.
ALTER TABLE "digest" ADD COLUMN "transactional" BOOLEAN NOT NULL DEFAULT false;

-- What each digest of an `upon` rule tells: an activity by its id, or a content that was published or a live that starts.
-- The primary key is what keeps anything from being told twice to a member by a rule.
CREATE TABLE "told" (
  "member_id" BIGINT NOT NULL,
  "rule" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "subject_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "occurred_at" TIMESTAMPTZ(3) NOT NULL,
  "content_id" BIGINT,
  -- Whose activity it is: with `occurred_at` and `subject_id`, the activity's key.
  "actor_id" BIGINT,
  -- What makes the member one who is told: their part in the content, or the property that names them.
  "via" TEXT NOT NULL,
  CONSTRAINT "told_pkey" PRIMARY KEY ("member_id", "rule", "kind", "subject_id")
);
CREATE INDEX "told_member_id_digest_id_idx" ON "told"("member_id", "digest_id");

-- Windows that have ended and could not be told (a cap, consent), so that each counts in one funnel however often it is tried.
CREATE TABLE "waiting_window" (
  "member_id" BIGINT NOT NULL,
  "rule" TEXT NOT NULL,
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "loss" TEXT NOT NULL,
  CONSTRAINT "waiting_window_pkey" PRIMARY KEY ("member_id", "rule", "opened_at")
);
CREATE INDEX "waiting_window_opened_at_idx" ON "waiting_window"("opened_at");

-- What happened lately: activities lie in the order in which they came, so a summary of each range of blocks is enough.
CREATE INDEX "activity_occurred_at_idx" ON "activity" USING BRIN ("occurred_at");
-- Who takes part in a content, follows it or is registered for it; views, which are most of the table, stay out.
CREATE INDEX "activity_part_idx" ON "activity"("content_id", "name") WHERE "name" IN ('Comment Created', 'Question Answered', 'Solution Accepted', 'Content Followed', 'Bookmark Added', 'Live Registered');
