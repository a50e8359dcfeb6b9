-- Reports as they were given out: a sponsor who comes back with one finds the same figures here.
CREATE TABLE "saved_report" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  -- By the machine's clock.
  "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "kind" TEXT NOT NULL,
  -- NULL: since each member's first digest.
  "period_from" TIMESTAMPTZ(3),
  "period_to" TIMESTAMPTZ(3) NOT NULL,
  "timezone" TEXT NOT NULL,
  -- NULL: of all rules.
  "rule" TEXT,
  "language" TEXT NOT NULL,
  CONSTRAINT "saved_report_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "saved_report_file" (
  "report_id" BIGINT NOT NULL,
  "format" TEXT NOT NULL,
  "bytes" BYTEA NOT NULL,
  -- SHA-256 of them, when they were saved.
  "hash" BYTEA NOT NULL,
  CONSTRAINT "saved_report_file_pkey" PRIMARY KEY ("report_id", "format")
);

CREATE FUNCTION "refuse_to_rewrite_reports"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a saved report never changes' USING HINT = 'Save another one: rekindle report --save.';
END $$;

CREATE TRIGGER "saved_report_read_only" BEFORE UPDATE OR DELETE ON "saved_report"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_rewrite_reports"();
CREATE TRIGGER "saved_report_file_read_only" BEFORE UPDATE OR DELETE ON "saved_report_file"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_rewrite_reports"();
