-- The days (of UTC) on which each member came: what P(alive) is worked out from.
ALTER TABLE "member"
  ADD COLUMN "first_visit_at" TIMESTAMPTZ(3),
  ADD COLUMN "visit_days" INTEGER NOT NULL DEFAULT 0;
UPDATE "member" SET "first_visit_at" = v.first_start, "visit_days" = v.days
FROM (
  SELECT "member_id", min("started_at") AS first_start, count(DISTINCT ("started_at" AT TIME ZONE 'UTC')::date) AS days
  FROM "visit" GROUP BY "member_id"
) AS v
WHERE "member"."id" = v."member_id";

-- BG/NBD as it was fitted to the community at an instant of its own time; without parameters: too few members to fit.
CREATE TABLE "rhythm_fit" (
  "fitted_at" TIMESTAMPTZ(3) NOT NULL,
  "r" DOUBLE PRECISION,
  "alpha" DOUBLE PRECISION,
  "a" DOUBLE PRECISION,
  "b" DOUBLE PRECISION,
  "members" INTEGER NOT NULL,
  CONSTRAINT "rhythm_fit_pkey" PRIMARY KEY ("fitted_at")
);

-- Conditions with a window of time read the newest rows of all members.
CREATE INDEX "visit_started_at_idx" ON "visit" USING BRIN ("started_at");
CREATE INDEX "view_first_viewed_at_idx" ON "view" USING BRIN ("first_viewed_at");
