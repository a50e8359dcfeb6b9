-- What is known of each feed that is polled: what the server said of its version, which entries it had, and when it is due.
CREATE TABLE "feed" (
  "name" TEXT NOT NULL,
  "etag" TEXT,
  "last_modified" TEXT,
  -- [{id, gone}], in the feed's own order.
  "seen" JSONB NOT NULL DEFAULT '[]',
  "failures" INTEGER NOT NULL DEFAULT 0,
  -- Why it could not be read the last time.
  "trouble" TEXT,
  -- By the machine's clock.
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "asked_at" TIMESTAMPTZ(3),
  CONSTRAINT "feed_pkey" PRIMARY KEY ("name")
);
