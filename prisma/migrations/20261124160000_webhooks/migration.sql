-- Tokens of a provider that signs them and not what its message says: each is good for one body, until that is stored.
-- First by the instant of signing, so that what is too old to be taken is found and forgotten without a scan.
CREATE TABLE "webhook_token" (
  "signed_at" TIMESTAMPTZ(3) NOT NULL,
  "token" TEXT NOT NULL,
  "body_hash" BYTEA NOT NULL,
  "used" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "webhook_token_pkey" PRIMARY KEY ("signed_at", "token")
);
