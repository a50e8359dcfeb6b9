-- Since when a member counts as having seen the replay of a live that is over: they attended it, viewed its replay, or did
-- something on it after its end. Who only looked at its announcement has a view, and no row here.
CREATE TABLE "replay_view" (
  "member_id" BIGINT NOT NULL,
  "content_id" BIGINT NOT NULL,
  "seen_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "replay_view_pkey" PRIMARY KEY ("member_id", "content_id")
);
CREATE INDEX "replay_view_content_id_seen_at_member_id_idx" ON "replay_view"("content_id", "seen_at", "member_id");

INSERT INTO "replay_view" ("member_id", "content_id", "seen_at")
SELECT a."member_id", a."content_id", min(a."occurred_at")
FROM "activity" a JOIN "content" c ON c."id" = a."content_id"
WHERE NOT a."passive" AND a."name" <> 'Live Registered'
  AND (a."name" IN ('Live Attended', 'Replay Viewed') OR a."occurred_at" >= c."ends_at")
GROUP BY 1, 2;
-- Activities of old views may be gone.
INSERT INTO "replay_view" ("member_id", "content_id", "seen_at")
SELECT v."member_id", v."content_id", v."first_viewed_at"
FROM "view" v JOIN "content" c ON c."id" = v."content_id" AND v."first_viewed_at" >= c."ends_at"
ON CONFLICT DO NOTHING;
