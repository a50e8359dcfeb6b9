-- Who made the last change of a digest, and which mail server it was handed to.
ALTER TABLE "digest" ADD COLUMN "changed_by" TEXT;
ALTER TABLE "digest" ADD COLUMN "relay" TEXT;

-- Every change of a digest's state, by the machine's clock, never changed afterwards. Planning is not in it: the digest's
-- own row and its slot say when it was planned.
CREATE TABLE "digest_transition" (
  "member_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "from_state" TEXT NOT NULL,
  "to_state" TEXT NOT NULL,
  "by" TEXT,
  "reason" TEXT,
  "relay" TEXT,
  "smtp_code" INTEGER,
  "smtp_text" TEXT,
  CONSTRAINT "digest_transition_pkey" PRIMARY KEY ("member_id", "digest_id", "id")
);

-- Written by the database itself, so that no statement can forget it. One insert a statement, however many digests; without
-- nested loops, since the plan is kept from a first statement that may have changed a single one. The server's answer
-- belongs to the step that it answers, and not to those after.
CREATE FUNCTION "keep_digest_transitions"() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
  INSERT INTO digest_transition (member_id, digest_id, from_state, to_state, by, reason, relay, smtp_code, smtp_text)
  SELECT n.member_id, n.id, o.state, n.state, n.changed_by, n.reason, n.relay,
    CASE WHEN o.state = 'submitting' OR n.smtp_text IS DISTINCT FROM o.smtp_text THEN n.smtp_code END,
    CASE WHEN o.state = 'submitting' OR n.smtp_text IS DISTINCT FROM o.smtp_text THEN n.smtp_text END
  FROM changed n JOIN unchanged o ON o.member_id = n.member_id AND o.id = n.id
  WHERE o.state <> n.state
  ORDER BY n.member_id, n.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "digest_keep_transitions" AFTER UPDATE ON "digest"
  REFERENCING OLD TABLE AS unchanged NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_digest_transitions"();

-- Only who erases a member may say so, and take the member's rows out.
CREATE FUNCTION "refuse_to_rewrite_transitions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('rekindle.erasing', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION 'digest_transition is append-only' USING HINT = 'It says what happened to each digest, and when.';
END $$;

CREATE TRIGGER "digest_transition_append_only" BEFORE UPDATE OR DELETE ON "digest_transition"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_rewrite_transitions"();
