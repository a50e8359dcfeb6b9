-- Where mails do not leave for want of "sending: on", members are not exposed to them: digests keep in which experiments they would
-- be, until their mails may leave or they expire.
ALTER TABLE "digest" ADD COLUMN "exposes_programme" BOOLEAN;
ALTER TABLE "digest" ADD COLUMN "exposes_own" TEXT;
CREATE INDEX "digest_unexposed_idx" ON "digest" ("expires_at") WHERE (exposes_programme IS NOT NULL);
