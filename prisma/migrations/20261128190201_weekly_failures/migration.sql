-- Weeks whose report could not be made, for doctor to say so: the worker that tried says it in its own log alone.
CREATE TABLE "weekly_failure" (
  -- Local date on which it is sent.
  "week" TEXT NOT NULL,
  -- By the machine's clock, of the last try.
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "tries" INTEGER NOT NULL DEFAULT 1,
  "reason" TEXT NOT NULL,
  CONSTRAINT "weekly_failure_pkey" PRIMARY KEY ("week")
);
