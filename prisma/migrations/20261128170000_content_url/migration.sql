-- A page that a member looked at is a view where its address is a content's.
CREATE INDEX "content_url_idx" ON "content" USING hash ("url");
