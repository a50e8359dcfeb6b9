-- What was ever said of a member's consent, by whom and when: what stands in "member" is the last of it.
CREATE TABLE "consent_log" (
  "member_id" BIGINT NOT NULL,
  "id" BIGSERIAL NOT NULL,
  -- Machine time: when it was written here.
  "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "subscribed" BOOLEAN,
  -- When it was said, as far as its source tells.
  "consent_at" TIMESTAMPTZ(3),
  "source" TEXT,

  CONSTRAINT "consent_log_pkey" PRIMARY KEY ("member_id", "id")
);

INSERT INTO "consent_log" ("member_id", "subscribed", "consent_at", "source")
SELECT "id", "subscribed", "consent_at", "consent_source" FROM "member"
WHERE "subscribed" IS NOT NULL OR "consent_at" IS NOT NULL;

-- Written by the database itself, so that no statement can forget it.
CREATE FUNCTION "keep_consent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_log (member_id, subscribed, consent_at, source)
  VALUES (NEW.id, NEW.subscribed, NEW.consent_at, NEW.consent_source);
  RETURN NULL;
END $$;

CREATE FUNCTION "keep_first_consent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_log (member_id, subscribed, consent_at, source)
  SELECT id, subscribed, consent_at, consent_source FROM made
  WHERE subscribed IS NOT NULL OR consent_at IS NOT NULL ORDER BY id;
  RETURN NULL;
END $$;

CREATE TRIGGER "member_keep_first_consent" AFTER INSERT ON "member" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_first_consent"();
-- Of columns: what is counted of members changes often, and asks for none of this.
CREATE TRIGGER "member_keep_consent" AFTER UPDATE OF "subscribed", "consent_at", "consent_source" ON "member"
  FOR EACH ROW WHEN (
    (OLD.subscribed, OLD.consent_at, OLD.consent_source) IS DISTINCT FROM (NEW.subscribed, NEW.consent_at, NEW.consent_source)
  )
  EXECUTE FUNCTION "keep_consent"();

-- What was said stays said. Who erases a member, or joins two ids of one, says so.
CREATE FUNCTION "refuse_to_rewrite_consent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('rekindle.erasing', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' AND current_setting('rekindle.moving', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'consent_log is append-only' USING HINT = 'It says what a member agreed to, and when.';
END $$;
CREATE TRIGGER "consent_log_append_only" BEFORE UPDATE OR DELETE ON "consent_log"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_rewrite_consent"();

-- How many members were erased after an experiment had counted them, by arm: with them went what they did, and an arm that
-- lost many more than the other can no longer be compared.
CREATE TABLE "erased_exposure" (
  "experiment" TEXT NOT NULL,
  "phase" INTEGER NOT NULL,
  "arm" TEXT NOT NULL,
  "members" INTEGER NOT NULL,

  CONSTRAINT "erased_exposure_pkey" PRIMARY KEY ("experiment", "phase", "arm")
);
