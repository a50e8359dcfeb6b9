-- With what a member reads by, so that who counts by language need not look each of them up again.
CREATE OR REPLACE VIEW "may_open" AS
SELECT o."id" AS "opening_id", m."id" AS "member_id", m."reads", m."locale"
FROM "opening" o
JOIN "member" m ON CASE
  WHEN o."on_fields" THEN m."attributes" || jsonb_build_object('role', m."role", 'company', m."company", 'locale', m."locale")
  ELSE m."attributes"
END @@ o."path"
WHERE o."path" IS NOT NULL
UNION ALL
SELECT o."id", m."id", m."reads", m."locale"
FROM "opening" o
JOIN "segment_member" s ON s."segment" = o."segment"
JOIN "member" m ON m."id" = s."member_id"
WHERE o."segment" IS NOT NULL;
