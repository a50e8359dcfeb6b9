import { ACCEPTED_STATES, type Arm } from "../../../core/community.ts";
import type { ForecastMember, Habits } from "../../../core/forecast/scene.ts";
import { AUDIENCE_ROLES } from "../../../core/rules/compile.ts";
import { notTeamSql } from "../../../core/rules/team-sql.ts";
import { literalsOf } from "../../../core/statement.ts";
import type {
  ComingLive,
  ForecastStore,
  PastMails,
  ReachQuestion,
  RenewalWeek,
} from "../../../report/forecast/ports.ts";
import { createAudienceStore } from "../audience/audience-store.ts";
import { createMemberReader } from "../audience/member-reader.ts";
import { listProgrammes } from "../audience/name-programme.ts";
import { loadCatalogue } from "../content-catalogue.ts";
import type { Database } from "../database.ts";
import { createDigestStore } from "../digest/digest-store.ts";

/** Conditions over `m`; `$1`: the instant, `$2`: the team. */
const IN_RULES = `m.role IN (${literalsOf(AUDIENCE_ROLES)}) AND m.joined_at <= $1::timestamptz AND m.merged_into IS NULL
    AND ${notTeamSql("$2::text[]")}`;

const CONSENTS: Readonly<Record<ReachQuestion["consent"], string>> = {
  assumed: "m.subscribed IS NOT FALSE",
  recorded: "m.subscribed IS TRUE AND m.consent_at IS NOT NULL",
};

const drawMembers = (consent: ReachQuestion["consent"]) => `
  SELECT m.id, count(*) OVER () AS reachable
  FROM member m
  WHERE ${IN_RULES} AND m.email IS NOT NULL AND ${CONSENTS[consent]}
    AND NOT EXISTS (SELECT FROM suppression s WHERE s.email_hash = m.email_hash)
  ORDER BY md5(m.external_id), m.id
  LIMIT $3`;

const LOAD_THEMES_OFF = `
  SELECT member_id AS "memberId", themes_off AS themes FROM member_preference
  WHERE member_id = ANY($1::bigint[]) AND themes_off <> '{}'`;

const LOAD_ARMS = `
  SELECT m.id AS "memberId", a.experiment, a.arm
  FROM member m CROSS JOIN unnest($3::text[]) AS asked
  JOIN assignment a ON a.experiment = asked AND a.unit = CASE WHEN $2 = 'company' AND m.company IS NOT NULL THEN 'company:' || m.company ELSE m.external_id END
  WHERE m.id = ANY($1::bigint[])`;

/** Days with a visit, the views on them, and how long members who never came have not. */
const SUM_HABITS = `
  WITH visited AS (
    SELECT count(*) AS days FROM (
      SELECT FROM visit v JOIN member m ON m.id = v.member_id
      WHERE v.started_at > $3::timestamptz AND v.started_at <= $1::timestamptz AND ${IN_RULES}
      GROUP BY v.member_id, (v.started_at AT TIME ZONE 'UTC')::date
    ) AS came
  ), viewed AS (
    SELECT count(*) AS views,
      count(*) FILTER (WHERE v.first_viewed_at < c.published_at + $4::float8 * interval '1 millisecond') AS hot
    FROM view v JOIN content c ON c.id = v.content_id JOIN member m ON m.id = v.member_id
    WHERE v.first_viewed_at > $3::timestamptz AND v.first_viewed_at <= $1::timestamptz AND ${IN_RULES}
  ), waited AS (
    SELECT count(*) FILTER (WHERE m.first_visit_at <= $1::timestamptz) AS came,
      sum(extract(epoch FROM least(coalesce(m.first_visit_at, $1::timestamptz), $1::timestamptz)
        - greatest(m.joined_at, $3::timestamptz)) / 86400)::float8 AS days
    FROM member m
    WHERE ${IN_RULES} AND (m.first_visit_at IS NULL OR m.first_visit_at > greatest(m.joined_at, $3::timestamptz))
  )
  SELECT coalesce(viewed.views::float8 / nullif(visited.days, 0), 0) AS "viewsPerVisit",
    coalesce(viewed.hot::float8 / nullif(viewed.views, 0), 0) AS "hotShare",
    coalesce(least(1, waited.came / nullif(waited.days, 0)), 0)::float8 AS "firstVisitChance"
  FROM visited, viewed, waited`;

const NO_HABITS: Habits = { viewsPerVisit: 0, hotShare: 0, firstVisitChance: 0 };

const PAST_MAILS = `
  SELECT rule, floor(extract(epoch FROM $3::timestamptz - slot_at) / 604800)::int AS "weeksAgo", count(*) AS mails
  FROM digest
  WHERE rule = ANY($1::text[]) AND slot_at > $2::timestamptz AND slot_at <= $3::timestamptz
    AND local_date >= ($2::timestamptz)::date - 1 AND state IN (${literalsOf(ACCEPTED_STATES)})
  GROUP BY 1, 2`;

const LIST_LIVES = `
  SELECT c.external_id AS "contentId", coalesce(c.title, '') AS title, c.starts_at AS "startsAt", c.language, c.themes,
    (SELECT count(DISTINCT a.member_id) FROM activity a
      WHERE a.content_id = c.id AND a.name = 'Live Registered' AND a.occurred_at <= $1::timestamptz) AS registered
  FROM content c
  WHERE c.type IN ('live', 'event') AND c.starts_at > $1::timestamptz AND c.starts_at <= $2::timestamptz
    AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $1::timestamptz)
  ORDER BY c.starts_at, c.id`;

const AWAY_DAYS = 30;

const COUNT_RENEWALS = `
  SELECT ((m.renewal_at AT TIME ZONE $3)::date - $4::date) / 7 AS week, count(*) AS due,
    count(*) FILTER (WHERE m.last_act_at IS NULL OR m.last_act_at < $1::timestamptz - interval '${AWAY_DAYS} days') AS away
  FROM member m
  WHERE ${IN_RULES} AND (m.renewal_at AT TIME ZONE $3)::date >= $4::date
    AND (m.renewal_at AT TIME ZONE $3)::date < $4::date + $5::int
  GROUP BY 1 ORDER BY 1`;

export function createForecastStore(database: Database): ForecastStore {
  const audiences = createAudienceStore(database);
  const members = createMemberReader(database);
  const digests = createDigestStore(database);
  return {
    drawMembers: async ({ at, consent, team }, most) => {
      const rows = await database.query<{ id: number; reachable: number }>({
        text: drawMembers(consent),
        values: [at, team, most],
      });
      return { reachable: rows[0]?.reachable ?? 0, ids: rows.map(({ id }) => id) };
    },

    loadMembers: async (ids, at, { languages, by, experiments }) => {
      const [loaded, off, drawn] = await Promise.all([
        members.load(ids, at, languages),
        database.query<{ memberId: number; themes: string[] }>({ text: LOAD_THEMES_OFF, values: [ids] }),
        database.query<{ memberId: number; experiment: string; arm: Arm }>({
          text: LOAD_ARMS,
          values: [ids, by, experiments],
        }),
      ]);
      const arms = new Map(ids.map((id) => [id, new Map<string, Arm>()]));
      for (const { memberId, experiment, arm } of drawn) arms.get(memberId)?.set(experiment, arm);
      const themesOff = new Map(off.map(({ memberId, themes }) => [memberId, new Set(themes)]));
      return ids.flatMap((id): ForecastMember[] => {
        const member = loaded.get(id);
        if (member === undefined) return [];
        const { facts, standing } = member;
        return [
          {
            facts,
            frequency: standing.frequency,
            pausedUntil: standing.pausedUntil,
            digests: standing.digests,
            proposedOn: new Map([...standing.mailedIn].map(([content, { localDate }]) => [content, localDate])),
            themesOff: themesOff.get(id) ?? new Set(),
            arms: arms.get(id) ?? new Map(),
          },
        ];
      });
    },

    listProgrammes: () => listProgrammes(database),
    loadCatalogue: (until) => loadCatalogue(database, until),
    loadPopularity: digests.loadPopularity,

    sumHabits: async ({ at, team, since, hotMs }) => {
      const [row] = await database.query<Habits>({ text: SUM_HABITS, values: [at, team, since, hotMs] });
      return row ?? NO_HABITS;
    },

    latestActAt: async () => {
      const [row] = await database.query<{ at: Date | null }>({
        text: "SELECT latest_act_at AS at FROM installation",
        values: [],
      });
      return row?.at ?? null;
    },

    knowsLaterThan: audiences.knowsLaterThan,
    communityFacts: (question) => audiences.communityFacts(question),

    countPastMails: async (rules, since, at) => {
      const [mails, statuses] = await Promise.all([
        database.query<PastMails>({ text: PAST_MAILS, values: [rules, since, at] }),
        database.query<{ rule: string; liveSince: Date | null }>({
          text: `SELECT rule, live_since AS "liveSince" FROM rule_status WHERE rule = ANY($1::text[])`,
          values: [rules],
        }),
      ]);
      return { mails, liveSince: new Map(statuses.map(({ rule, liveSince }) => [rule, liveSince])) };
    },

    listLives: (after, until) => database.query<ComingLive>({ text: LIST_LIVES, values: [after, until] }),

    countRenewals: async ({ today, days, timezone, at, team }) => {
      const [[some], weeks] = await Promise.all([
        database.query<{ known: boolean }>({
          text: "SELECT EXISTS (SELECT FROM member WHERE renewal_at IS NOT NULL) AS known",
          values: [],
        }),
        database.query<RenewalWeek>({ text: COUNT_RENEWALS, values: [at, team, timezone, today, days] }),
      ]);
      return { known: some?.known ?? false, weeks };
    },
  };
}
