-- What members chose for themselves on the page of preferences, or had somebody choose for them. Nothing that the site says
-- of a member is written here, so no import undoes a choice.
CREATE TABLE "member_preference" (
  "member_id" BIGINT NOT NULL,
  -- At most: `any` (as often as there is something), `weekly`, `monthly`.
  "frequency" TEXT NOT NULL DEFAULT 'any',
  "themes_off" TEXT[] NOT NULL DEFAULT '{}',
  -- Of the mails; null: the one of their locale.
  "language" TEXT,
  -- No mail before this instant of community time.
  "paused_until" TIMESTAMPTZ(3),
  "changed_at" TIMESTAMPTZ(3) NOT NULL,
  "changed_by" TEXT NOT NULL,
  CONSTRAINT "member_preference_pkey" PRIMARY KEY ("member_id")
);

-- Why they left, where they cared to say: the last answer.
CREATE TABLE "unsubscribe_reason" (
  "member_id" BIGINT NOT NULL,
  "reason" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "unsubscribe_reason_pkey" PRIMARY KEY ("member_id")
);

-- Members who unsubscribed and said yes again since, by an act with a later date of its own, had stayed suppressed.
DELETE FROM "suppression" AS s USING "member" AS m
WHERE m."email_hash" = s."email_hash" AND s."reason" = 'unsubscribed' AND m."subscribed" AND m."consent_at" > s."at";
