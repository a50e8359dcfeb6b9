-- Members are exposed some at a time, in their order, when a trial ends.
DROP INDEX "digest_unexposed_idx";
CREATE INDEX "digest_unexposed_idx" ON "digest" ("member_id") WHERE (exposes_programme IS NOT NULL);
