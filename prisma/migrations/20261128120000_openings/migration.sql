-- To whom contents are open. NULL opening_id with an open_to: to nobody, until the content is stated again.
CREATE TABLE "opening" (
  "id" BIGSERIAL NOT NULL,
  "key" TEXT NOT NULL,
  "segment" TEXT,
  "path" jsonpath,
  "on_fields" BOOLEAN NOT NULL DEFAULT false,

  CONSTRAINT "opening_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "opening_key_key" ON "opening" ("key");

-- Of the segments that contents are open to: who was in them at the last send moment of the member's timezone.
CREATE TABLE "segment_member" (
  "segment" TEXT NOT NULL,
  "member_id" BIGINT NOT NULL,

  CONSTRAINT "segment_member_pkey" PRIMARY KEY ("segment", "member_id")
);

CREATE INDEX "segment_member_member_id_idx" ON "segment_member" ("member_id");

ALTER TABLE "content" ADD COLUMN "opening_id" BIGINT;

CREATE INDEX "content_opening_id_idx" ON "content" ("opening_id");

-- A pair for each member who may open what an opening is for. Attributes are those known now.
CREATE VIEW "may_open" AS
SELECT o."id" AS "opening_id", m."id" AS "member_id"
FROM "opening" o
JOIN "member" m ON CASE
  WHEN o."on_fields" THEN m."attributes" || jsonb_build_object('role', m."role", 'company', m."company", 'locale', m."locale")
  ELSE m."attributes"
END @@ o."path"
WHERE o."path" IS NOT NULL
UNION ALL
SELECT o."id", s."member_id"
FROM "opening" o
JOIN "segment_member" s ON s."segment" = o."segment"
WHERE o."segment" IS NOT NULL;
