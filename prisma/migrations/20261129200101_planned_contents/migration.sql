-- What a file without "updatedAt" said of contents that are to be published later was kept as of their publication, and outdid
-- all that was said until then. It is as of before all else now, as rows that come from here on are.
UPDATE "content" SET
  "stated_at" = (
    SELECT jsonb_object_agg(key, CASE WHEN value::float8 > date_part('epoch', clock_timestamp()) * 1000 THEN '0' ELSE value::jsonb END)
    FROM jsonb_each_text("stated_at")
  ),
  "updated_at" = 'epoch'
WHERE "updated_at" > clock_timestamp();
