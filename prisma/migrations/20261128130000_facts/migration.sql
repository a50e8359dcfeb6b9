-- The median of the last five revisit intervals over that of up to five before them: above 1, visits grow rarer.
ALTER TABLE "member" ADD COLUMN "interval_trend" DOUBLE PRECISION;

WITH gaps AS (
  SELECT member_id, row_number() OVER (PARTITION BY member_id ORDER BY started_at DESC) AS back,
    date_part('epoch', started_at - lag(started_at) OVER (PARTITION BY member_id ORDER BY started_at)) / 86400 AS gap
  FROM visit
), trends AS (
  SELECT member_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back <= 5)
    / percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE back BETWEEN 6 AND 10) AS trend
  FROM gaps WHERE gap IS NOT NULL AND back <= 10 GROUP BY member_id
)
UPDATE member SET interval_trend = trend FROM trends WHERE trends.member_id = member.id AND trend IS NOT NULL;

-- What was received is never written over. Who erases a member, or joins two ids of one, says so.
CREATE FUNCTION "refuse_to_rewrite_activities"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('rekindle.erasing', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' AND current_setting('rekindle.moving', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'activity is append-only' USING HINT = 'It says what members did, as it was received.';
END $$;

CREATE TRIGGER "activity_append_only" BEFORE UPDATE OR DELETE ON "activity"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_rewrite_activities"();

-- Activities before this were dropped with their months; visits and views of that time stay as they were.
ALTER TABLE "installation" ADD COLUMN "activities_from" TIMESTAMPTZ(3);
