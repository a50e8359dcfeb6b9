-- What a forum told that it names by number only afterwards: its categories, who may read them, its groups, and in which
-- category a topic is. Nobody's person is in it.
CREATE TABLE "forum_known" (
  -- The connector's name.
  "connector" TEXT NOT NULL,
  -- category, group or topic.
  "kind" TEXT NOT NULL,
  "id" BIGINT NOT NULL,
  "said" JSONB NOT NULL,
  CONSTRAINT "forum_known_pkey" PRIMARY KEY ("connector", "kind", "id")
);

-- How far a forum's first import has come: what lies before is durable.
CREATE TABLE "forum_import" (
  "connector" TEXT NOT NULL,
  "phase" TEXT NOT NULL,
  "position" BIGINT,
  "counts" JSONB NOT NULL DEFAULT '{}',
  -- By the machine's clock.
  "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "forum_import_pkey" PRIMARY KEY ("connector")
);

-- A forum names whom somebody answers by user name. Other sites have no such attribute, and pay nothing.
CREATE INDEX "member_discourse_username" ON "member" (lower("attributes" ->> 'discourse.username'))
  WHERE "attributes" ->> 'discourse.username' IS NOT NULL;
