-- Who is known by an anonymous id alone is a member without an id of the site's own. A member who was joined to another
-- leaves a row behind, so that what still comes under the old id finds the way.
ALTER TABLE "member" ALTER COLUMN "external_id" DROP NOT NULL;
ALTER TABLE "member" ADD COLUMN "merged_into" BIGINT;
-- Said to be an earlier id of somebody: never the one a member goes by while there is another.
ALTER TABLE "member" ADD COLUMN "superseded" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "member_merged_into_idx" ON "member"("merged_into") WHERE "merged_into" IS NOT NULL;

-- The ids of a member beside those of the site's own.
CREATE TABLE "identity" (
  "kind" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "member_id" BIGINT NOT NULL,
  CONSTRAINT "identity_pkey" PRIMARY KEY ("kind", "value")
);
CREATE INDEX "identity_member_id_idx" ON "identity"("member_id");
