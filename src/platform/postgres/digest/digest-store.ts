import { DAY_MS } from "../../../core/calendar.ts";
import type { ContentPopularity } from "../../../core/picks/popularity.ts";
import type { DigestMember, DigestStore, PlannedDigest } from "../../../digest/ports.ts";
import { loadCommunityFacts } from "../audience/community-facts.ts";
import { loadCatalogue } from "../content-catalogue.ts";
import type { Database } from "../database.ts";
import { findIdentity } from "../find-identity.ts";
import { exposeWaiting } from "./expose-members.ts";
import { loadHistories } from "./load-histories.ts";
import { loadPending, loadTold } from "./load-told.ts";
import { numberLinks } from "./number-links.ts";
import { settleDigests } from "./settle-digests.ts";

const MEMBER_COLUMNS = `m.id, m.external_id AS "externalId", m.name, m.first_name AS "firstName",
    m.last_name AS "lastName", m.company, m.locale, own.language AS "mailLanguage", m.reads, m.timezone,
    m.renewal_at AS "renewalAt", m.attributes`;

const LOAD_PLANNED = `
  SELECT d.id AS "digestId", d.rule, d.rule_hash AS "ruleHash", d.timezone AS "slotTimezone", d.local_date AS "localDate",
    s.planned_at AS at, d.arm, d.transactional, ${MEMBER_COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[]) AS k(member_id, digest_id)
  JOIN digest d ON d.member_id = k.member_id AND d.id = k.digest_id
  JOIN slot s ON s.id = d.slot_id
  JOIN member m ON m.id = d.member_id
  LEFT JOIN member_preference own ON own.member_id = m.id
  WHERE d.state = 'planned' AND s.state <> 'braked'
  ORDER BY d.member_id, d.id`;

const LOAD_MEMBERS = `
  SELECT ${MEMBER_COLUMNS}
  FROM member m LEFT JOIN member_preference own ON own.member_id = m.id
  WHERE m.id = ANY($1::bigint[]) ORDER BY m.id`;

/** `Viewers` counts these days. */
const POPULARITY_DAYS = [1, 3, 7, 14];

/** `Content Found Useful` on the site and the links below picks say the same, so a member counts once. */
const USEFUL = `
  SELECT content_id, count(*) AS useful FROM (
    SELECT content_id, member_id FROM activity
    WHERE name = 'Content Found Useful' AND content_id IS NOT NULL AND NOT passive AND occurred_at <= $1::timestamptz
    UNION
    SELECT content_id, member_id FROM vote WHERE at <= $1::timestamptz
  ) said
  GROUP BY content_id`;

/**
 * Whole counts, which no order of the rows can change. The bounds are parameters: subtracted in SQL they would be worked
 * out anew for each view, which took three times as long.
 */
const LOAD_POPULARITY = `
  SELECT content_id AS "contentId", coalesce(viewers, 0) AS viewers, coalesce(last_day, 0) AS "lastDay",
    coalesce(last_3_days, 0) AS "last3Days", coalesce(last_7_days, 0) AS "last7Days",
    coalesce(last_14_days, 0) AS "last14Days", coalesce(useful, 0) AS useful
  FROM (
    SELECT content_id, count(*) AS viewers,
      count(*) FILTER (WHERE first_viewed_at > $2::timestamptz) AS last_day,
      count(*) FILTER (WHERE first_viewed_at > $3::timestamptz) AS last_3_days,
      count(*) FILTER (WHERE first_viewed_at > $4::timestamptz) AS last_7_days,
      count(*) FILTER (WHERE first_viewed_at > $5::timestamptz) AS last_14_days
    FROM view
    WHERE first_viewed_at <= $1::timestamptz
    GROUP BY content_id
  ) viewed FULL JOIN (${USEFUL}) found USING (content_id)`;

type PlannedRow = DigestMember &
  Omit<PlannedDigest, "key" | "member" | "timezone"> & { readonly digestId: number; readonly slotTimezone: string };

/** Who has changed timezone since keeps the one that was planned with. */
function plannedOf(row: PlannedRow): PlannedDigest {
  const { digestId, rule, ruleHash, slotTimezone: timezone, localDate, at, arm, transactional, ...member } = row;
  const key = { memberId: member.id, digestId };
  return { key, rule, ruleHash, timezone, localDate, at, arm, transactional, member: { ...member, timezone } };
}

export function createDigestStore(database: Database): DigestStore {
  return {
    loadPlanned: async (keys) => {
      const values = [keys.map(({ memberId }) => memberId), keys.map(({ digestId }) => digestId)];
      return (await database.query<PlannedRow>({ text: LOAD_PLANNED, values })).map(plannedOf);
    },
    loadMembers: (memberIds) => database.query<DigestMember>({ text: LOAD_MEMBERS, values: [memberIds] }),
    loadTold: (keys, at) => loadTold(database, keys, at),
    loadPending: (memberIds, wait, at) => loadPending(database, memberIds, wait, at),
    findIdentity: () => findIdentity(database),
    findSitePage: async () => {
      const text = "SELECT url FROM content WHERE url LIKE 'http%' ORDER BY id LIMIT 1";
      const [row] = await database.query<{ url: string }>({ text, values: [] });
      return row?.url ?? null;
    },
    numberLinks: (urls) => numberLinks(database, urls),
    loadCatalogue: (at) => loadCatalogue(database, at),
    loadPopularity: (at) => {
      const bounds = POPULARITY_DAYS.map((days) => new Date(at.getTime() - days * DAY_MS));
      return database.query<ContentPopularity>({ text: LOAD_POPULARITY, values: [at, ...bounds] });
    },
    loadHistories: (memberIds, ...upTo) => loadHistories(database, memberIds, ...upTo),
    communityFacts: (question) => loadCommunityFacts(database, question, false),
    membersAmong: async (memberIds, audience) => {
      const text = `SELECT member_id FROM (\n${audience.text}\n) AS audience WHERE member_id = ANY($${audience.values.length + 1}::bigint[])`;
      const rows = await database.query<{ member_id: number }>({ text, values: [...audience.values, memberIds] });
      return new Set(rows.map((row) => row.member_id));
    },
    settle: (digests, context) => settleDigests(database, digests, context),
    exposeWaiting: (context) => exposeWaiting(database, context),
  };
}
