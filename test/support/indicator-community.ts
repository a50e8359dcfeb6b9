import type { Database } from "../../src/platform/postgres/database.ts";
import { ensurePartitions } from "../../src/platform/postgres/ingest/partitions.ts";

/**
 * A February counted by hand, held against January. Members anna, ben, cleo, dan, fay, gus and hal had joined before; eve joins
 * on 10 February. staff and mod are of the team by role, colleague by their address; one visitor is anonymous; ben was once
 * known as old-ben.
 */
const COMMUNITY = `
INSERT INTO member (id, external_id, role, joined_at, email, email_hash, renewal_at, usual_interval_days, last_visit_at, merged_into)
OVERRIDING SYSTEM VALUE VALUES
  (1, 'anna', 'member', '2025-06-01Z', NULL, NULL, '2026-03-10Z', 7, '2026-02-23T10:00Z', NULL),
  (2, 'ben', 'member', '2025-06-01Z', NULL, NULL, NULL, 24, '2026-02-05T10:00Z', NULL),
  (3, 'cleo', 'expert', '2025-06-01Z', NULL, NULL, NULL, NULL, '2026-02-06T10:00Z', NULL),
  (4, 'dan', 'member', '2025-06-01Z', NULL, '\\x04', '2026-03-20Z', NULL, '2026-01-15T10:00Z', NULL),
  (5, 'eve', 'member', '2026-02-10Z', NULL, NULL, NULL, NULL, '2026-02-10T10:00Z', NULL),
  (6, 'staff', 'staff', '2025-06-01Z', NULL, NULL, '2026-03-05Z', 1, '2026-02-03T10:00Z', NULL),
  (7, 'mod', 'moderator', '2025-06-01Z', NULL, NULL, NULL, NULL, NULL, NULL),
  (8, 'colleague', 'member', '2025-06-01Z', 'Me@our-company.example', NULL, NULL, NULL, '2026-02-04T10:00Z', NULL),
  (9, NULL, 'anonymous', '2026-02-07Z', NULL, NULL, NULL, NULL, '2026-02-07T10:00Z', NULL),
  (10, 'old-ben', 'merged', '2025-06-01Z', NULL, NULL, NULL, NULL, NULL, 2),
  (11, 'fay', 'member', '2025-06-01Z', NULL, NULL, '2026-05-30Z', NULL, NULL, NULL),
  (12, 'gus', 'member', '2025-06-01Z', NULL, NULL, NULL, 49, '2026-02-08T10:00Z', NULL),
  (13, 'hal', 'member', '2025-06-01Z', NULL, NULL, NULL, 50, '2026-02-09T10:00Z', NULL);

INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT member_id, at::timestamptz, at::timestamptz + make_interval(mins => minutes), 1 FROM (VALUES
  (1, '2025-12-20T10:00Z', 5), (12, '2025-12-21T10:00Z', 5), (13, '2025-12-21T10:00Z', 5),
  (1, '2026-01-10T10:00Z', 5), (2, '2026-01-12T10:00Z', 5), (4, '2026-01-15T10:00Z', 5), (6, '2026-01-05T10:00Z', 5),
  (1, '2026-02-02T10:00Z', 10), (1, '2026-02-09T10:00Z', 10), (1, '2026-02-16T10:00Z', 10), (1, '2026-02-23T10:00Z', 10),
  (2, '2026-02-05T10:00Z', 0), (3, '2026-02-06T10:00Z', 20), (5, '2026-02-10T10:00Z', 30),
  (12, '2026-02-08T10:00Z', 0), (13, '2026-02-09T10:00Z', 5),
  (6, '2026-02-03T10:00Z', 60), (8, '2026-02-04T10:00Z', 60), (9, '2026-02-07T10:00Z', 60),
  (2, '2026-03-01T00:00Z', 60)) AS v (member_id, at, minutes);

INSERT INTO content (id, external_id, title, type, themes, author_id, published_at, starts_at) OVERRIDING SYSTEM VALUE VALUES
  (1, 'q1', 'How to price?', 'question', '{pricing}', 'ben', '2026-02-05T12:00Z', NULL),
  (2, 'q2', 'Before', 'question', '{pricing}', 'dan', '2026-01-20Z', NULL),
  (3, 'q3', 'Nobody answers', 'question', '{}', 'cleo', '2026-02-20Z', NULL),
  (4, 'q4', 'Of the team', 'question', '{}', 'staff', '2026-02-21Z', NULL),
  (5, 'd1', 'Welcome', 'discussion', '{pricing}', 'anna', '2026-02-03Z', NULL),
  (6, 'a1', 'News', 'article', '{pricing,news}', 'staff', '2026-02-02Z', NULL),
  (7, 'l1', 'Live', 'live', '{}', 'staff', '2026-02-01Z', '2026-02-12T18:00Z');

INSERT INTO "view" (member_id, content_id, first_viewed_at) VALUES
  (1, 1, '2026-02-09T10:00Z'), (3, 1, '2026-02-06T10:00Z'), (2, 1, '2026-02-05T12:30Z'), (6, 1, '2026-02-06T10:00Z'),
  (1, 6, '2026-02-02T10:00Z'), (5, 6, '2026-02-10T10:00Z'), (13, 6, '2026-02-09T10:00Z'), (2, 5, '2026-02-05T10:00Z');

INSERT INTO activity (member_id, occurred_at, name, content_id, passive, properties)
SELECT member_id, at::timestamptz, name, content_id, name IN ('Message Received', 'Membership Renewed', 'Membership Ended'), properties::jsonb
FROM (VALUES
  (1, '2026-02-02T10:00Z', 'Page Viewed', NULL, '{"path":"/a"}'), (1, '2026-02-02T10:05Z', 'Page Viewed', NULL, '{"path":"/later"}'),
  (1, '2026-02-09T10:00Z', 'Page Viewed', NULL, '{"path":"/a"}'), (1, '2026-02-16T10:00Z', 'Page Viewed', NULL, '{"path":"/a"}'),
  (1, '2026-02-23T10:00Z', 'Page Viewed', NULL, '{"path":"/b?x=1"}'), (2, '2026-02-05T10:00Z', 'Page Viewed', NULL, '{"url":"https://x.example/c#top"}'),
  (6, '2026-02-03T10:00Z', 'Page Viewed', NULL, '{"path":"/team"}'),
  (3, '2026-02-06T12:00Z', 'Comment Created', 1, '{"replyToUserId":"ben"}'), (3, '2026-02-06T12:00Z', 'Question Answered', 1, NULL),
  (1, '2026-02-09T10:02Z', 'Comment Created', 5, '{"replyToUserId":"staff"}'),
  (1, '2026-02-16T10:02Z', 'Comment Created', 1, '{"replyToUserId":"old-ben"}'),
  (2, '2026-02-05T13:00Z', 'Comment Created', 1, '{"replyToUserId":"ben"}'),
  (6, '2026-02-06T13:00Z', 'Comment Created', 1, '{"replyToUserId":"ben"}'),
  (8, '2026-02-04T10:00Z', 'Comment Created', 5, '{"replyToUserId":"anna"}'),
  (4, '2026-01-21T10:00Z', 'Comment Created', 2, NULL),
  (2, '2026-02-07T12:00Z', 'Solution Accepted', 1, NULL),
  (1, '2026-02-16T10:03Z', 'Feedback Raised', NULL, '{"kind":"suggestion"}'),
  (5, '2026-02-10T10:03Z', 'Feedback Raised', NULL, '{"kind":"pain_point"}'),
  (6, '2026-02-10T10:03Z', 'Feedback Raised', NULL, '{"kind":"opportunity"}'),
  (1, '2026-02-02T10:01Z', 'Reaction Added', 6, NULL), (13, '2026-02-09T10:01Z', 'Reaction Added', 6, NULL),
  (2, '2026-02-05T10:01Z', 'Reaction Added', 5, NULL), (6, '2026-02-03T10:01Z', 'Reaction Added', 5, NULL),
  (2, '2026-02-05T10:02Z', 'Search Performed', NULL, NULL), (2, '2026-02-05T10:03Z', 'Search Performed', NULL, NULL),
  (6, '2026-02-03T10:02Z', 'Search Performed', NULL, NULL),
  (4, '2026-02-03T10:00Z', 'Message Received', NULL, NULL), (4, '2026-02-04T10:00Z', 'Message Received', NULL, NULL),
  (4, '2026-02-05T10:00Z', 'Message Received', NULL, NULL),
  (1, '2026-01-30T10:00Z', 'Live Registered', 7, NULL), (13, '2026-02-09T10:02Z', 'Live Registered', 7, NULL),
  (6, '2026-02-03T10:03Z', 'Live Registered', 7, NULL),
  (1, '2026-02-12T18:00Z', 'Live Attended', 7, NULL), (2, '2026-02-12T18:00Z', 'Live Attended', 7, NULL),
  (6, '2026-02-12T18:00Z', 'Live Attended', 7, NULL),
  (1, '2026-02-02T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":9,"scale":10}'),
  (1, '2026-02-23T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":3,"scale":10}'),
  (2, '2026-02-05T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":10,"scale":10}'),
  (3, '2026-02-06T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":8,"scale":10}'),
  (13, '2026-02-09T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":95,"scale":100}'),
  (6, '2026-02-03T10:06Z', 'Survey Answered', NULL, '{"survey":"nps","score":0,"scale":10}'),
  (1, '2026-01-10T10:00Z', 'Survey Answered', NULL, '{"survey":"nps","score":10,"scale":10}'),
  (1, '2026-02-02T10:07Z', 'Survey Answered', NULL, '{"survey":"csat","score":4,"scale":5}'),
  (2, '2026-02-05T10:07Z', 'Survey Answered', NULL, '{"survey":"csat","score":3,"scale":5}'),
  (1, '2026-02-02T10:08Z', 'Survey Answered', NULL, '{"survey":"need_met","score":1,"scale":1}'),
  (1, '2026-02-15T10:00Z', 'Membership Renewed', NULL, NULL), (4, '2026-02-20T10:00Z', 'Membership Ended', NULL, NULL),
  (13, '2026-02-03T10:00Z', 'Membership Renewed', NULL, NULL), (13, '2026-02-25T10:00Z', 'Membership Ended', NULL, NULL)
) AS a (member_id, at, name, content_id, properties);

INSERT INTO customer (key, customer_id, email_hash, since, left_at) VALUES
  ('id:anna', 'anna', NULL, '2025-01-01Z', NULL), ('address:dan', NULL, '\\x04', '2025-01-01Z', '2026-02-10Z'),
  ('id:zed', 'zed', NULL, '2025-01-01Z', '2026-02-11Z'), ('id:yan', 'yan', NULL, NULL, NULL),
  ('id:xav', 'xav', NULL, NULL, '2026-01-20Z'), ('id:neo', 'neo', NULL, '2026-02-15Z', NULL);

INSERT INTO measure (indicator, source, date, value, unit) VALUES
  ('Calls avoided', 'Support', '2026-01-31', 100, NULL), ('Calls avoided', 'Support', '2026-02-10', 120, NULL),
  ('Calls avoided', 'Support', '2026-02-28', 130, NULL), ('Calls avoided', 'Support', '2026-03-01', 140, NULL),
  ('Preference', 'Panel', '2026-02-15', 41.5, '%');

UPDATE installation SET latest_act_at = '2026-06-02T09:00Z';
`;

/** Writes it into an empty database. */
export async function plantIndicatorCommunity(database: Database): Promise<void> {
  await ensurePartitions(database, ["2026-01", "2026-02"]);
  for (const text of COMMUNITY.split(/;\n/).filter((part) => part.trim() !== "")) {
    await database.query({ text, values: [] });
  }
}
