-- Keys with which a site sends events. Only their hash is kept: a key is shown once, when it is made.
CREATE TABLE "write_key" (
  "name" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "write_key_pkey" PRIMARY KEY ("name")
);
CREATE UNIQUE INDEX "write_key_hash_key" ON "write_key"("hash");

-- Events that could not be taken, as they came: an SDK does not send them again.
CREATE TABLE "rejected_event" (
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
  "source" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "event" TEXT NOT NULL,
  CONSTRAINT "rejected_event_pkey" PRIMARY KEY ("received_at", "id")
);
