-- Who is a customer, member or not, for comparison only. No address is kept: its keyed hash finds the member who has it.
CREATE TABLE "customer" (
  -- `id:` and the organisation's own id, or `address:` and the hash where it gives no id.
  "key" TEXT NOT NULL,
  "customer_id" TEXT,
  "email_hash" BYTEA,
  "since" TIMESTAMPTZ(3),
  "renewed_at" TIMESTAMPTZ(3),
  "left_at" TIMESTAMPTZ(3),
  CONSTRAINT "customer_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "customer_customer_id_idx" ON "customer" ("customer_id");
CREATE INDEX "customer_email_hash_idx" ON "customer" ("email_hash");

-- Figures that only the organisation has, shown beside ours with where they come from, never mixed into lift.
CREATE TABLE "measure" (
  "indicator" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "date" DATE NOT NULL,
  "value" DOUBLE PRECISION NOT NULL,
  "unit" TEXT,
  CONSTRAINT "measure_pkey" PRIMARY KEY ("indicator", "source", "date")
);
