-- How many events could not be taken, by reason: all of them are counted, and only some are kept.
CREATE TABLE "rejection" (
  "source" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "hour" TIMESTAMPTZ(3) NOT NULL,
  "first_at" TIMESTAMPTZ(3) NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  "events" INTEGER NOT NULL,
  CONSTRAINT "rejection_pkey" PRIMARY KEY ("source", "reason", "hour")
);
CREATE INDEX "rejection_hour_idx" ON "rejection"("hour");

-- A reason says which field and what was expected there, the same for all events with that mistake; what was found is each event's own.
ALTER TABLE "rejected_event" ADD COLUMN "found" TEXT NOT NULL DEFAULT '';
UPDATE "rejected_event" SET "reason" = left("reason", 300);
INSERT INTO "rejection" ("source", "reason", "hour", "first_at", "last_at", "events")
SELECT "source", "reason", date_trunc('hour', "received_at", 'UTC'), min("received_at"), max("received_at"), count(*)
FROM "rejected_event" GROUP BY 1, 2, 3;
