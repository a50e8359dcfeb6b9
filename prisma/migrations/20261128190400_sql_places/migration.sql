-- A fingerprint of the database in which a cursor holds: another's rows are not left out by it. Null: written before.
ALTER TABLE "sql_cursor" ADD COLUMN "place" TEXT;
