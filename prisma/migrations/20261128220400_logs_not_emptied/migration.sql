-- Emptying a table asks no trigger of its rows: what is append-only refuses that by one of the statement. A month of activities may
-- still be dropped as a whole when its time is over.
CREATE FUNCTION "refuse_to_empty"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('rekindle.erasing', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_ARGV[0]
    USING HINT = 'To forget a person: rekindle members erase. Old activities go by themselves, month by month.';
END $$;

CREATE TRIGGER "digest_transition_not_emptied" BEFORE TRUNCATE ON "digest_transition"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_empty"('digest_transition');
CREATE TRIGGER "consent_log_not_emptied" BEFORE TRUNCATE ON "consent_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_empty"('consent_log');
CREATE TRIGGER "activity_not_emptied" BEFORE TRUNCATE ON "activity"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_empty"('activity');

-- Partitions do not inherit triggers of statements. Those that come later get theirs as they are made.
DO $$
DECLARE partition regclass;
BEGIN
  FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'activity'::regclass LOOP
    EXECUTE format(
      'CREATE TRIGGER "activity_not_emptied" BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_empty"(''activity'')',
      partition
    );
  END LOOP;
END $$;
