-- Where the links of digests lead. Their tokens name one of these rows, so a click cannot lead anywhere else. Kept for as
-- long as the mails are about.
CREATE TABLE "link" (
  "id" BIGSERIAL NOT NULL,
  -- SHA-256 of the URL.
  "url_hash" BYTEA NOT NULL,
  "url" TEXT NOT NULL,
  CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "link_url_hash_key" ON "link" ("url_hash");

-- How many different targets the mail's links have; 0: its links lead straight to the site.
ALTER TABLE "digest_mail" ADD COLUMN "links" SMALLINT NOT NULL DEFAULT 0;

-- Each request of a link, by the machine's clock, with what made it: `human`, `machine` or `unknown`. No address of who
-- asked, and no name of their program. Kept even where nobody knows what it was.
CREATE TABLE "click" (
  "member_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "link_id" BIGINT NOT NULL,
  -- Which of the mail's targets, from 0 on.
  "position" SMALLINT NOT NULL,
  "tag" TEXT NOT NULL,
  CONSTRAINT "click_pkey" PRIMARY KEY ("member_id", "digest_id", "id")
);
