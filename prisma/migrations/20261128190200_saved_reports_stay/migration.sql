-- Emptying a table asks no trigger of its rows: it is refused by one of the statement.
CREATE TRIGGER "saved_report_not_emptied" BEFORE TRUNCATE ON "saved_report"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_rewrite_reports"();
CREATE TRIGGER "saved_report_file_not_emptied" BEFORE TRUNCATE ON "saved_report_file"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_rewrite_reports"();
