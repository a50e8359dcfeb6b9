-- The mail server in "relay" has heard of the digest's recipient, or may have got the mail: no other may get it any more.
-- Until now there was one only, so what was tried before is bound to nobody.
ALTER TABLE "digest" ADD COLUMN "relay_bound" BOOLEAN NOT NULL DEFAULT false;
