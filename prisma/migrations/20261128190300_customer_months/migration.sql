-- What a customer ordered, paid and asked in one calendar month of the organisation's, for comparison only. Null: not said.
-- Whoever goes from the customers takes it along.
CREATE TABLE "customer_month" (
  "customer_key" TEXT NOT NULL,
  "month" DATE NOT NULL,
  "orders" INTEGER,
  "amount" DOUBLE PRECISION,
  -- Of the amount, in three letters.
  "currency" TEXT,
  "tickets" INTEGER,
  CONSTRAINT "customer_month_pkey" PRIMARY KEY ("customer_key", "month"),
  CONSTRAINT "customer_month_customer_key_fkey" FOREIGN KEY ("customer_key") REFERENCES "customer" ("key") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "customer_month_month_idx" ON "customer_month" ("month");
