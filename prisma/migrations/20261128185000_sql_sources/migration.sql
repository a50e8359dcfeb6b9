-- Databases of the site that are read: when each is due, and what went wrong the last time.
CREATE TABLE "sql_source" (
  "name" TEXT NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  -- Why it could not be read the last time.
  "trouble" TEXT,
  -- By the machine's clock.
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "asked_at" TIMESTAMPTZ(3),
  CONSTRAINT "sql_source_pkey" PRIMARY KEY ("name")
);

-- How far each of its queries was read: all rows up to this value of the column are stored.
CREATE TABLE "sql_cursor" (
  "source" TEXT NOT NULL,
  "query" TEXT NOT NULL,
  "column" TEXT NOT NULL,
  -- As the site's database writes it.
  "value" TEXT NOT NULL,
  "is_number" BOOLEAN NOT NULL,
  "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "sql_cursor_pkey" PRIMARY KEY ("source", "query")
);
