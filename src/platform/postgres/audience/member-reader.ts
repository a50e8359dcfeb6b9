import type {
  EarlierDigest,
  ExplainedMember,
  MemberReader,
  MemberStanding,
  OutsideContent,
} from "../../../audience/explaining/ports.ts";
import { ACCEPTED_STATES, COUNTED_STATES, type Language } from "../../../core/community.ts";
import type { MemberFacts } from "../../../core/rules/evaluation.ts";
import { effectiveReads } from "../../../core/rules/reads.ts";
import { literalsOf } from "../../../core/statement.ts";
import { loadCatalogue } from "../content-catalogue.ts";
import type { Database } from "../database.ts";

const LOAD_MEMBERS = `
  SELECT m.id, m.external_id AS "externalId", m.email, m.name, m.first_name AS "firstName", m.last_name AS "lastName",
    m.locale, m.reads, m.timezone, m.role, m.company, m.subscribed, m.renewal_at AS "renewalAt",
    m.created_at AS "createdAt", m.joined_at AS "joinedAt", m.attributes, m.consent_at AS "consentAt",
    s.reason AS suppressed, coalesce(own.frequency, 'any') AS frequency, own.paused_until AS "pausedUntil"
  FROM member m
  LEFT JOIN suppression s ON s.email_hash = m.email_hash
  LEFT JOIN member_preference own ON own.member_id = m.id
  WHERE m.id = ANY($1::bigint[])`;

/** Instants travel as whole milliseconds, which is all that is stored. */
const milliseconds = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint`;

const LOAD_ACTS = `
  SELECT member_id AS "memberId", name, array_agg(${milliseconds("occurred_at")} ORDER BY occurred_at) AS instants,
    max(occurred_at) FILTER (WHERE NOT passive) AS "lastAct"
  FROM activity
  WHERE member_id = ANY($1::bigint[]) AND occurred_at <= $2::timestamptz
  GROUP BY member_id, name`;

const LOAD_VISITS = `
  SELECT member_id AS "memberId", array_agg(${milliseconds("started_at")} ORDER BY started_at) AS starts
  FROM visit
  WHERE member_id = ANY($1::bigint[]) AND started_at <= $2::timestamptz
  GROUP BY member_id`;

const LOAD_VIEWS = `
  SELECT member_id AS "memberId", array_agg(content_id) AS contents, array_agg(${milliseconds("first_viewed_at")}) AS instants
  FROM view
  WHERE member_id = ANY($1::bigint[]) AND first_viewed_at <= $2::timestamptz
  GROUP BY member_id`;

const LOAD_REPLAYS = `
  SELECT member_id AS "memberId", array_agg(content_id) AS contents, array_agg(${milliseconds("seen_at")}) AS instants
  FROM replay_view
  WHERE member_id = ANY($1::bigint[]) AND seen_at <= $2::timestamptz
  GROUP BY member_id`;

const LOAD_MAILED = `
  SELECT p.member_id AS "memberId", array_agg(p.content_id) AS contents, array_agg(p.digest_id) AS digests
  FROM pick p JOIN digest d ON d.member_id = p.member_id AND d.id = p.digest_id
  WHERE (p.held OR p.replaced_at > $2::timestamptz) AND p.member_id = ANY($1::bigint[]) AND d.slot_at <= $2::timestamptz
  GROUP BY p.member_id`;

const LOAD_DIGESTS = `
  SELECT member_id AS "memberId", id AS "digestId", rule, state, period, timezone, transactional, slot_at AS "slotAt",
    local_date AS "localDate", cap_date AS "capDate", state = ANY($3::text[]) AS counts,
    NOT transactional AND (state = 'withheld' OR (state IN (${literalsOf(ACCEPTED_STATES)}) AND accepted_at <= $2::timestamptz)) AS "isDone"
  FROM digest
  WHERE member_id = ANY($1::bigint[]) AND slot_at <= $2::timestamptz
  ORDER BY member_id, slot_at, id`;

const LOAD_OPENINGS = `
  SELECT member_id AS "memberId", array_agg(opening_id) AS openings
  FROM may_open WHERE member_id = ANY($1::bigint[]) GROUP BY member_id`;

const LOAD_OUTSIDE = `
  SELECT external_id AS "contentId", coalesce(title, '') AS title,
    'not_published' AS why
  FROM content
  WHERE published_at IS NULL OR published_at > $1
  ORDER BY published_at, id`;

const MOST_IDS_ALIKE = 1_000;
const SAME_BEGINNING = 3;

type MemberRow = Omit<MemberFacts, "reads" | "lastActAt" | "views" | "replays" | "mailed" | "openings"> & {
  readonly reads: readonly Language[] | null;
} & Pick<MemberStanding, "consentAt" | "suppressed" | "frequency" | "pausedUntil">;

interface OfMember {
  readonly memberId: number;
}

type DigestRow = OfMember & Omit<EarlierDigest, "key"> & { readonly digestId: number; readonly isDone: boolean };

/** Content → instant. */
function instantsOf(
  rows: readonly { readonly contents: number[]; readonly instants: number[] }[] = [],
): ReadonlyMap<number, number> {
  return new Map(
    rows.flatMap(({ contents, instants }) =>
      contents.map((content, index): [number, number] => [content, instants[index] ?? 0]),
    ),
  );
}

export function createMemberReader(database: Database): MemberReader {
  return {
    findId: async (externalId) => {
      const found = await database.prisma.member.findUnique({
        where: { externalId },
        select: { id: true, mergedInto: true },
      });
      return found === null ? null : Number(found.mergedInto ?? found.id);
    },

    idsLike: async (externalId) => {
      const rows = await database.query<{ id: string }>({
        text: `SELECT external_id AS id FROM member WHERE starts_with(external_id, $1) AND merged_into IS NULL ORDER BY external_id LIMIT ${MOST_IDS_ALIKE}`,
        values: [externalId.slice(0, SAME_BEGINNING)],
      });
      return rows.map(({ id }) => id);
    },

    externalIds: async (memberIds) => {
      const rows = await database.query<{ id: string }>({
        text: "SELECT external_id AS id FROM member WHERE id = ANY($1::bigint[]) ORDER BY member.id",
        values: [memberIds],
      });
      return rows.map(({ id }) => id);
    },

    load: async (memberIds, at, languages) => {
      const values = [memberIds, at];
      const query = <Row extends OfMember>(text: string, more: readonly unknown[] = []) =>
        database.query<Row>({ text, values: [...values, ...more] });
      const [members, acts, visits, views, replays, mailed, digests, openings] = await Promise.all([
        database.query<MemberRow>({ text: LOAD_MEMBERS, values: [memberIds] }),
        query<OfMember & { name: string; instants: number[]; lastAct: Date | null }>(LOAD_ACTS),
        query<OfMember & { starts: number[] }>(LOAD_VISITS),
        query<OfMember & { contents: number[]; instants: number[] }>(LOAD_VIEWS),
        query<OfMember & { contents: number[]; instants: number[] }>(LOAD_REPLAYS),
        query<OfMember & { contents: number[]; digests: number[] }>(LOAD_MAILED),
        query<DigestRow>(LOAD_DIGESTS, [[...COUNTED_STATES]]),
        database.query<OfMember & { openings: number[] }>({ text: LOAD_OPENINGS, values: [memberIds] }),
      ]);
      const actsOf = byMember(acts);
      const visitsOf = byMember(visits);
      const viewsOf = byMember(views);
      const replaysOf = byMember(replays);
      const mailedOf = byMember(mailed);
      const digestsOf = byMember(digests);
      const openingsOf = byMember(openings);
      return new Map(
        members.map(({ consentAt, suppressed, frequency, pausedUntil, ...row }): [number, ExplainedMember] => {
          const ownActs = actsOf.get(row.id) ?? [];
          const ownMailed = mailedOf.get(row.id) ?? [];
          const digestRows = digestsOf.get(row.id) ?? [];
          const ownDigests = digestRows.map(digestOf);
          const facts: MemberFacts = {
            ...row,
            reads: effectiveReads(row.reads, row.locale, languages),
            lastActAt: latest(ownActs.map(({ lastAct }) => lastAct)),
            views: instantsOf(viewsOf.get(row.id)),
            replays: instantsOf(replaysOf.get(row.id)),
            mailed: new Set(ownMailed.flatMap(({ contents }) => contents)),
            visits: (visitsOf.get(row.id) ?? []).flatMap(({ starts }) => starts),
            acts: new Map(ownActs.map(({ name, instants }) => [name, instants])),
            openings: new Set((openingsOf.get(row.id) ?? []).flatMap((own) => own.openings)),
            digests: digestRows.filter(({ isDone }) => isDone).map(({ slotAt }) => slotAt.getTime()),
          };
          const digestById = new Map(ownDigests.map((digest) => [digest.key.digestId, digest]));
          const mailedIn = new Map(
            ownMailed.flatMap(({ contents, digests: holders }) =>
              contents.flatMap((content, index): [number, EarlierDigest][] => {
                const digest = digestById.get(holders[index] ?? 0);
                return digest === undefined ? [] : [[content, digest]];
              }),
            ),
          );
          return [
            row.id,
            { facts, standing: { consentAt, suppressed, frequency, pausedUntil, digests: ownDigests, mailedIn } },
          ];
        }),
      );
    },

    loadCatalogue: (publishedUpTo) => loadCatalogue(database, publishedUpTo),

    loadOutside: (at) => database.query<OutsideContent>({ text: LOAD_OUTSIDE, values: [at] }),
  };
}

function digestOf({ memberId, digestId, isDone: _, ...digest }: DigestRow): EarlierDigest {
  return { key: { memberId, digestId }, ...digest };
}

function byMember<Row extends OfMember>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.memberId);
    if (group === undefined) groups.set(row.memberId, [row]);
    else group.push(row);
  }
  return groups;
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((last, one) => (last === null || (one !== null && one > last) ? one : last), null);
}
