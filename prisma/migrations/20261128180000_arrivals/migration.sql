-- When events came, and by which way: what tells whether a site is connected. By machine time, in hours.
CREATE TABLE "arrival" (
  "source" TEXT NOT NULL,
  "hour" TIMESTAMPTZ(3) NOT NULL,
  "first_at" TIMESTAMPTZ(3) NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  "events" INTEGER NOT NULL,

  CONSTRAINT "arrival_pkey" PRIMARY KEY ("source", "hour")
);
