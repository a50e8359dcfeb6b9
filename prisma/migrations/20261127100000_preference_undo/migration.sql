-- The last change of a member's own choices can be taken back: what stood before it, and which change it was, so that a
-- repeated undo takes back no other.
ALTER TABLE "member_preference" ADD COLUMN "before" JSONB;
ALTER TABLE "member_preference" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
