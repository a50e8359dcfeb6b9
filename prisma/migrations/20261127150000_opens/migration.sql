-- Each time the image of a mail was loaded, by the machine's clock, with what made it: `human`, `machine` or `unknown`. Only
-- where settings.links.opens is on, and only `outbox show` reads it. No address of who asked, and no name of their program.
CREATE TABLE "mail_open" (
  "member_id" BIGINT NOT NULL,
  "digest_id" BIGINT NOT NULL,
  "id" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "tag" TEXT NOT NULL,
  CONSTRAINT "mail_open_pkey" PRIMARY KEY ("member_id", "digest_id", "id")
);
