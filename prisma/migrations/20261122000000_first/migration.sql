-- Partitions live apart, so that the check of schema.prisma against the migrations sees parents only.
CREATE SCHEMA IF NOT EXISTS "rekindle_partitions";

-- One row: what is true of this installation as a whole.
CREATE TABLE "installation" (
  "id" SMALLINT NOT NULL DEFAULT 1,
  "suppression_key" BYTEA NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  "paused" BOOLEAN NOT NULL DEFAULT false,
  "clock_kind" TEXT,
  "clock_at" TIMESTAMPTZ(3),
  "latest_act_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "installation_single_row" CHECK ("id" = 1)
);
INSERT INTO "installation" DEFAULT VALUES;

CREATE TABLE "member" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "external_id" TEXT NOT NULL,
  "email" TEXT,
  "email_hash" BYTEA,
  "name" TEXT,
  "first_name" TEXT,
  "last_name" TEXT,
  "locale" TEXT,
  "reads" TEXT[],
  "timezone" TEXT,
  "role" TEXT NOT NULL DEFAULT 'member',
  "company" TEXT,
  "subscribed" BOOLEAN,
  "consent_at" TIMESTAMPTZ(3),
  "consent_source" TEXT,
  "renewal_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3),
  "joined_at" TIMESTAMPTZ(3) NOT NULL,
  "attributes" JSONB NOT NULL DEFAULT '{}',
  "visit_count" INTEGER NOT NULL DEFAULT 0,
  "view_count" INTEGER NOT NULL DEFAULT 0,
  "last_visit_at" TIMESTAMPTZ(3),
  "last_act_at" TIMESTAMPTZ(3),
  "usual_interval_days" DOUBLE PRECISION,
  "mean_interval_days" DOUBLE PRECISION,
  CONSTRAINT "member_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX "member_external_id_key" ON "member"("external_id");
CREATE INDEX "member_email_hash_idx" ON "member"("email_hash");
CREATE INDEX "member_timezone_idx" ON "member"("timezone");

CREATE TABLE "suppression" (
  "email_hash" BYTEA NOT NULL,
  "reason" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "suppression_pkey" PRIMARY KEY ("email_hash")
);

CREATE TABLE "content" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "external_id" TEXT NOT NULL,
  "type" TEXT NOT NULL DEFAULT 'article',
  "title" TEXT,
  "url" TEXT,
  "summary" TEXT,
  "image_url" TEXT,
  "themes" TEXT[] NOT NULL DEFAULT '{}',
  "language" TEXT,
  "author_id" TEXT,
  "open_to" JSONB,
  "published_at" TIMESTAMPTZ(3),
  "updated_at" TIMESTAMPTZ(3),
  "withdrawn_at" TIMESTAMPTZ(3),
  "starts_at" TIMESTAMPTZ(3),
  "ends_at" TIMESTAMPTZ(3),
  "replay_url" TEXT,
  -- Field → milliseconds of the word that it rests on, so that words may arrive in any order.
  "stated_at" JSONB NOT NULL DEFAULT '{}',
  CONSTRAINT "content_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "content_external_id_key" ON "content"("external_id");
CREATE INDEX "content_published_at_idx" ON "content"("published_at");
CREATE INDEX "content_author_id_idx" ON "content"("author_id");

-- What was received, once each: the only deduplication of activities.
CREATE TABLE "received_message" (
  "source" TEXT NOT NULL,
  "message_id" TEXT NOT NULL,
  CONSTRAINT "received_message_pkey" PRIMARY KEY ("source", "message_id")
) PARTITION BY HASH ("source", "message_id");
DO $$ BEGIN
  FOR n IN 0..7 LOOP
    EXECUTE format('CREATE TABLE rekindle_partitions.received_message_%s PARTITION OF received_message FOR VALUES WITH (MODULUS 8, REMAINDER %s)', n, n);
  END LOOP;
END $$;

-- Append-only; a partition a month, made as the months arrive.
CREATE TABLE "activity" (
  "member_id" BIGINT NOT NULL,
  "occurred_at" TIMESTAMPTZ(3) NOT NULL,
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "name" TEXT NOT NULL,
  "content_id" BIGINT,
  "passive" BOOLEAN NOT NULL DEFAULT false,
  "properties" JSONB,
  CONSTRAINT "activity_pkey" PRIMARY KEY ("member_id", "occurred_at", "id")
) PARTITION BY RANGE ("occurred_at");

CREATE TABLE "visit" (
  "member_id" BIGINT NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3) NOT NULL,
  "acts" INTEGER NOT NULL,
  CONSTRAINT "visit_pkey" PRIMARY KEY ("member_id", "started_at")
);

CREATE TABLE "view" (
  "member_id" BIGINT NOT NULL,
  "content_id" BIGINT NOT NULL,
  "first_viewed_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "view_pkey" PRIMARY KEY ("member_id", "content_id")
);
CREATE INDEX "view_content_id_first_viewed_at_member_id_idx" ON "view"("content_id", "first_viewed_at", "member_id");

-- Every text a rule file ever had, so that each digest can name the one that made it.
CREATE TABLE "rule_version" (
  "rule" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "file" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "first_used_at" TIMESTAMPTZ(3) NOT NULL,
  "last_used_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "rule_version_pkey" PRIMARY KEY ("rule", "hash")
);

CREATE TABLE "rule_status" (
  "rule" TEXT NOT NULL,
  "paused" BOOLEAN NOT NULL DEFAULT false,
  "live_since" TIMESTAMPTZ(3),
  CONSTRAINT "rule_status_pkey" PRIMARY KEY ("rule")
);

CREATE TABLE "slot" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "rule" TEXT NOT NULL,
  "rule_hash" TEXT NOT NULL,
  "timezone" TEXT NOT NULL,
  "period" TEXT NOT NULL,
  "local_time" TEXT NOT NULL,
  "instant" TIMESTAMPTZ(3) NOT NULL,
  "state" TEXT NOT NULL,
  "planned_at" TIMESTAMPTZ(3) NOT NULL,
  "funnel" JSONB,
  CONSTRAINT "slot_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "slot_rule_timezone_period_local_time_key" ON "slot"("rule", "timezone", "period", "local_time");
CREATE INDEX "slot_instant_idx" ON "slot"("instant");

CREATE TABLE "digest" (
  "member_id" BIGINT NOT NULL,
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "slot_id" BIGINT NOT NULL,
  "rule" TEXT NOT NULL,
  "rule_hash" TEXT NOT NULL,
  "period" TEXT NOT NULL,
  "timezone" TEXT NOT NULL,
  "slot_at" TIMESTAMPTZ(3) NOT NULL,
  "local_date" DATE NOT NULL,
  "cap_date" DATE NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "arm" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'planned',
  "reason" TEXT,
  "hold_until" TIMESTAMPTZ(3),
  "retry_at" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "fence" INTEGER NOT NULL DEFAULT 0,
  "lease_until" TIMESTAMPTZ(3),
  "claimed_by" TEXT,
  "submitted_at" TIMESTAMPTZ(3),
  "accepted_at" TIMESTAMPTZ(3),
  "smtp_code" INTEGER,
  "smtp_text" TEXT,
  "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "digest_pkey" PRIMARY KEY ("member_id", "id")
);
CREATE UNIQUE INDEX "digest_member_id_rule_period_key" ON "digest"("member_id", "rule", "period");
-- Planning reads the digests of the last days; they lie together, so a summary of each range of blocks is enough.
CREATE INDEX "digest_local_date_idx" ON "digest" USING BRIN ("local_date");
CREATE INDEX "digest_slot_id_state_idx" ON "digest"("slot_id", "state");
-- What is still to be done: the sweep reads this and nothing else.
CREATE INDEX "digest_open_idx" ON "digest"("state", "slot_at") WHERE "state" IN ('planned', 'rendered', 'claimed', 'submitting', 'deferred');

CREATE TABLE "pick" (
  "member_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "position" SMALLINT NOT NULL,
  "content_id" BIGINT NOT NULL,
  "kind" TEXT NOT NULL,
  "score" DOUBLE PRECISION NOT NULL,
  "reason" JSONB NOT NULL,
  "held" BOOLEAN NOT NULL DEFAULT true,
  CONSTRAINT "pick_pkey" PRIMARY KEY ("member_id", "digest_id", "position")
);
-- Never twice: a content stands in one held pick of a member, whatever the rule.
CREATE UNIQUE INDEX "pick_member_id_content_id_held_key" ON "pick"("member_id", "content_id") WHERE "held";
-- `not_yet_mailed` asks by content who was mailed it.
CREATE INDEX "pick_content_id_member_id_held_idx" ON "pick"("content_id", "member_id") WHERE "held";

-- The message as it will be, or was, handed to SMTP.
CREATE TABLE "digest_mail" (
  "member_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "message_id" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "body" BYTEA NOT NULL,
  CONSTRAINT "digest_mail_pkey" PRIMARY KEY ("member_id", "digest_id")
);

CREATE TABLE "experiment_phase" (
  "experiment" TEXT NOT NULL,
  "phase" INTEGER NOT NULL,
  "share" DOUBLE PRECISION NOT NULL,
  "by" TEXT NOT NULL,
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "experiment_phase_pkey" PRIMARY KEY ("experiment", "phase")
);

-- The arm of a unit (a member, or a company), drawn once.
CREATE TABLE "assignment" (
  "experiment" TEXT NOT NULL,
  "unit" TEXT NOT NULL,
  "phase" INTEGER NOT NULL,
  "arm" TEXT NOT NULL,
  CONSTRAINT "assignment_pkey" PRIMARY KEY ("experiment", "unit")
);

CREATE TABLE "exposure" (
  "experiment" TEXT NOT NULL,
  "member_id" BIGINT NOT NULL,
  "unit" TEXT NOT NULL,
  "arm" TEXT NOT NULL,
  "phase" INTEGER NOT NULL,
  "rule" TEXT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "exposed_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "exposure_pkey" PRIMARY KEY ("experiment", "member_id")
);
CREATE INDEX "exposure_exposed_at_idx" ON "exposure"("exposed_at");
