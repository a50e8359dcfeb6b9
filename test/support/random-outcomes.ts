import type { Database } from "../../src/platform/postgres/database.ts";
import type { Measure } from "../../src/report/ports.ts";

/** A random community of exposed members with all they did, and each outcome's sums, added up member by member. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const START = Date.parse("2026-01-01T00:00:00Z");
const LANGUAGES = ["en"];
/** The experiment whose units are said to be members. */
const MEMBERS_ALONE = "r2";
/** From one member's id to the next: a few members have ids that are far enough apart for several slices. */
const MEMBERS_APART = 1_000;

interface Person {
  readonly role: string;
  readonly joined: number;
  readonly locale: string | null;
  readonly reads: readonly string[] | null;
}
interface Article {
  readonly language: string | null;
  readonly author: number | null;
  readonly restricted: boolean;
  readonly published: number;
  readonly withdrawn: number | null;
  readonly ends: number | null;
  readonly replay: boolean;
}
interface Exposed {
  readonly experiment: string;
  readonly who: number;
  readonly unit: string;
  readonly arm: "treated" | "held_out";
  readonly phase: number;
  readonly rule: string;
  readonly at: number;
  readonly merged: boolean;
}
interface Seen {
  readonly who: number;
  readonly content: number;
  readonly at: number;
}
export interface OutcomeCommunity {
  readonly people: readonly Person[];
  readonly contents: readonly Article[];
  readonly visits: readonly { readonly who: number; readonly at: number }[];
  readonly views: readonly Seen[];
  readonly replays: readonly Seen[];
  readonly picks: readonly { readonly who: number; readonly digest: number; readonly content: number }[];
  readonly exposed: readonly Exposed[];
}

/** Deterministic. Times are whole hours, so that many fall on each other and on the bounds. */
export function randomOutcomes(
  seed: number,
  size?: { readonly people: number; readonly contents: number },
): OutcomeCommunity {
  let state = seed;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const time = (): number => START + below(100 * 24) * HOUR;
  const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n + 1));
  const people = many(size?.people ?? 30 + below(60), () => ({
    role: oneOf(["member", "member", "member", "expert", "staff"]),
    joined: below(3) === 0 ? START - below(40) * DAY : START - 300 * DAY,
    locale: oneOf([null, "fr-FR", "de_DE", "en"]),
    reads: oneOf([null, null, ["fr"], ["en", "fr"]]),
  }));
  const contents = many(size?.contents ?? 12, () => {
    const published = START + below(35) * DAY - DAY * 10;
    return {
      language: oneOf([null, "en", "fr", "de"]),
      author: below(3) === 0 ? 1 + below(people.length) : null,
      restricted: below(8) === 0,
      published,
      withdrawn: below(5) === 0 ? published + below(20) * DAY : null,
      ends: below(3) === 0 ? published + below(20) * DAY : null,
      replay: below(2) === 0,
    };
  });
  const exposed = people.flatMap((_, index): Exposed[] => {
    const who = index + 1;
    const inCompany = below(2) === 0;
    // Few instants, as slots are: many are exposed together.
    const one = (experiment: string, byCompany = inCompany): Exposed => ({
      experiment,
      who,
      unit: byCompany ? `company:${who % 7}` : `m${who}`,
      arm: (byCompany ? who % 7 : below(3)) % 3 === 0 ? "held_out" : "treated",
      phase: 1 + (byCompany ? 0 : below(2)),
      rule: experiment === MEMBERS_ALONE ? "r2" : `r${1 + below(2)}`,
      at: START + below(30) * DAY + 8 * HOUR,
      merged: below(15) === 0,
    });
    return [...(below(10) > 0 ? [one("programme")] : []), ...(below(3) === 0 ? [one(MEMBERS_ALONE, false)] : [])];
  });
  const exposureOf = (who: number): number => oneOf(exposed.filter((one) => one.who === who))?.at ?? time();
  const near = (who: number): number =>
    below(2) === 0
      ? time()
      : exposureOf(who) + oneOf([0, 1, -1, 7 * 24, 7 * 24 + 1, 28 * 24, -28 * 24, -28 * 24 - 1, below(200)]) * HOUR;
  const visits = new Map<string, { who: number; at: number }>();
  const views = new Map<string, Seen>();
  const replays = new Map<string, Seen>();
  const picks = new Map<string, { who: number; digest: number; content: number }>();
  for (const who of people.map((_, index) => index + 1)) {
    for (let n = below(9); n > 0; n--) {
      const visit = { who, at: near(who) };
      visits.set(`${who} ${visit.at}`, visit);
    }
    for (let n = below(9); n > 0; n--) {
      const content = 1 + below(contents.length);
      const viewed = { who, content, at: near(who) };
      views.set(`${who} ${content}`, viewed);
      // A replay is seen with or after the first view.
      const replayed = { who, content, at: Math.max(viewed.at, near(who)) };
      if (below(2) === 0) replays.set(`${who} ${content}`, replayed);
      else replays.delete(`${who} ${content}`);
    }
    for (let n = below(5); n > 0; n--) {
      const content = 1 + below(contents.length);
      picks.set(`${who} ${content}`, { who, content, digest: who * (1 + below(2)) });
    }
  }
  const all = <T>(map: Map<string, T>): T[] => [...map.values()];
  return {
    people,
    contents,
    exposed,
    visits: all(visits),
    views: all(views),
    replays: all(replays),
    picks: all(picks),
  };
}

/** @param apart from one content's id to the next */
export async function plantOutcomes(database: Database, community: OutcomeCommunity, apart = 1): Promise<void> {
  const { people, contents, exposed, visits, views, replays, picks } = community;
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const rows = <T extends object>(list: readonly T[]) => JSON.stringify(list);
  const statements: readonly (readonly [string, string])[] = [
    ['TRUNCATE member, content, visit, exposure, experiment_phase, pick, replay_view, "view"', "[]"],
    [
      `INSERT INTO experiment_phase (experiment, phase, share, "by", opened_at)
       SELECT '${MEMBERS_ALONE}', phase, 0.3, 'member', '2025-01-01T00:00:00Z'::timestamptz + phase * interval '1 day' FROM generate_series(1, 2) AS phase`,
      "[]",
    ],
    [
      `INSERT INTO member (id, external_id, role, joined_at, locale, reads) OVERRIDING SYSTEM VALUE
       SELECT who * ${MEMBERS_APART}, 'm' || who, role, joined, locale, reads
       FROM jsonb_to_recordset($1::jsonb) AS r (who bigint, role text, joined timestamptz, locale text, reads text[])`,
      rows(people.map((person, index) => ({ ...person, who: index + 1, joined: iso(person.joined) }))),
    ],
    [
      `INSERT INTO content (id, external_id, language, author_id, open_to, published_at, withdrawn_at, ends_at, replay_url)
       OVERRIDING SYSTEM VALUE
       SELECT id, 'c' || id, language, 'm' || author, CASE WHEN restricted THEN '{"plan":"gold"}'::jsonb END, published, withdrawn,
         ends, CASE WHEN replay THEN 'https://club.example/' || id END
       FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, language text, author bigint, restricted boolean,
         published timestamptz, withdrawn timestamptz, ends timestamptz, replay boolean)`,
      rows(
        contents.map((content, index) => ({
          ...content,
          id: (index + 1) * apart,
          published: iso(content.published),
          withdrawn: iso(content.withdrawn),
          ends: iso(content.ends),
        })),
      ),
    ],
    [
      `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at, merged)
       SELECT experiment, who * ${MEMBERS_APART}, unit, arm, phase, rule, who, at, merged
       FROM jsonb_to_recordset($1::jsonb) AS r (experiment text, who bigint, unit text, arm text, phase int, rule text,
         at timestamptz, merged boolean)`,
      rows(exposed.map((one) => ({ ...one, at: iso(one.at) }))),
    ],
    [
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
       SELECT who * ${MEMBERS_APART}, at, at, 1 FROM jsonb_to_recordset($1::jsonb) AS r (who bigint, at timestamptz)`,
      rows(visits.map((one) => ({ ...one, at: iso(one.at) }))),
    ],
    ...(
      [
        ['"view" (member_id, content_id, first_viewed_at)', views],
        ["replay_view (member_id, content_id, seen_at)", replays],
      ] as const
    ).map(
      ([table, seen]) =>
        [
          `INSERT INTO ${table}
           SELECT who * ${MEMBERS_APART}, content, at FROM jsonb_to_recordset($1::jsonb) AS r (who bigint, content bigint, at timestamptz)`,
          rows(seen.map((one) => ({ ...one, content: one.content * apart, at: iso(one.at) }))),
        ] as const,
    ),
    [
      `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
       SELECT who * ${MEMBERS_APART}, digest, row_number() OVER (PARTITION BY who, digest ORDER BY content), content, 'hot', 1, '{}'
       FROM jsonb_to_recordset($1::jsonb) AS r (who bigint, digest bigint, content bigint)`,
      rows(picks.map((one) => ({ ...one, content: one.content * apart }))),
    ],
  ];
  for (const [text, values] of statements) await database.query({ text, values: text.includes("$1") ? [values] : [] });
}

interface Counted {
  readonly y: number;
  readonly d: number;
  readonly x: number;
  readonly w: number;
}

/** `experiment phase arm rule` → each sum by its name in `MeasuredSums`, members and units. */
export function recountSums(
  community: OutcomeCommunity,
  measure: Measure,
  { from, to }: { readonly from: number | null; readonly to: number },
): Record<string, Record<string, number>> {
  const units = new Map<string, Map<string, Counted & { readonly members: number }>>();
  for (const one of community.exposed) {
    const counted = countOf(community, one, measure, from, to);
    if (counted === null || counted.d <= 0) continue;
    for (const rule of [one.rule, "all"]) {
      const key = `${one.experiment} ${one.phase} ${one.arm} ${rule}`;
      const group = units.get(key) ?? new Map<string, Counted & { readonly members: number }>();
      units.set(key, group);
      const { y, d, x, w, members } = group.get(one.unit) ?? { y: 0, d: 0, x: 0, w: 0, members: 0 };
      group.set(one.unit, {
        y: y + counted.y,
        d: d + counted.d,
        x: x + counted.x,
        w: w + counted.w,
        members: members + 1,
      });
    }
  }
  return Object.fromEntries([...units].map(([key, group]) => [key, addUp([...group.values()])]));
}

function addUp(units: readonly (Counted & { readonly members: number })[]): Record<string, number> {
  const sum = (of: (unit: Counted & { readonly members: number }) => number) =>
    units.reduce((total, unit) => total + of(unit), 0);
  return {
    members: sum(({ members }) => members),
    units: units.length,
    y: sum(({ y }) => y),
    d: sum(({ d }) => d),
    yy: sum(({ y }) => y * y),
    dd: sum(({ d }) => d * d),
    yd: sum(({ y, d }) => y * d),
    x: sum(({ x }) => x),
    w: sum(({ w }) => w),
    xx: sum(({ x }) => x * x),
    ww: sum(({ w }) => w * w),
    xw: sum(({ x, w }) => x * w),
    yx: sum(({ y, x }) => y * x),
    yw: sum(({ y, w }) => y * w),
    dx: sum(({ d, x }) => d * x),
    dw: sum(({ d, w }) => d * w),
    // By size, as roots: compared to so many digits after the point. Members alone are not told apart by size.
    ...(sum(({ members }) => members) > units.length && {
      yyd: Math.cbrt(sum(({ y, d }) => y * y * d)),
      ydd: Math.cbrt(sum(({ y, d }) => y * d * d)),
      ddd: Math.cbrt(sum(({ d }) => d ** 3)),
      dddd: sum(({ d }) => d ** 4) ** 0.25,
      xxd: Math.cbrt(sum(({ x, d }) => x * x * d)),
      wwd: Math.cbrt(sum(({ w, d }) => w * w * d)),
      xwd: Math.cbrt(sum(({ x, w, d }) => x * w * d)),
      yxd: Math.cbrt(sum(({ y, x, d }) => y * x * d)),
      ywd: Math.cbrt(sum(({ y, w, d }) => y * w * d)),
      dxd: Math.cbrt(sum(({ d, x }) => d * x * d)),
      dwd: Math.cbrt(sum(({ d, w }) => d * w * d)),
    }),
  };
}

function countOf(
  community: OutcomeCommunity,
  one: Exposed,
  measure: Measure,
  from: number | null,
  to: number,
): Counted | null {
  const person = community.people[one.who - 1];
  if (person === undefined || one.at >= to) return null;
  const countedFrom = Math.max(one.at, from ?? one.at);
  const historyFrom = Math.max(one.at - 28 * DAY, person.joined);
  const visits = community.visits.filter(({ who }) => who === one.who).map(({ at }) => at);
  const x = visits.filter((at) => at >= historyFrom && at <= one.at).length;
  const w = Math.max(0, (one.at - historyFrom) / DAY);
  const primary = person.locale?.slice(0, 2) ?? null;
  const reads = person.reads ?? [...LANGUAGES, ...(primary === null ? [] : [primary])];
  const seenAt = (content: number): number | null => {
    const { ends, replay } = community.contents[content - 1] as Article;
    const list = ends !== null && replay && ends <= one.at ? community.replays : community.views;
    return list.find((seen) => seen.who === one.who && seen.content === content)?.at ?? null;
  };
  const isViewed = (content: number) =>
    community.views.some((seen) => seen.who === one.who && seen.content === content);
  const isSince = (at: number | null) => at !== null && at > one.at && at >= countedFrom && at < to;
  switch (measure) {
    case "visits":
      return {
        y: visits.filter((at) => at > one.at && at >= countedFrom && at < to).length,
        d: (to - countedFrom) / DAY,
        x,
        w,
      };
    case "came_back":
      if (one.at + 7 * DAY > to) return null;
      return { y: visits.some((at) => at > one.at && at <= one.at + 7 * DAY) ? 1 : 0, d: 1, x, w };
    case "visibility": {
      const open = community.contents.flatMap(({ published, withdrawn, restricted, language, author }, index) =>
        published <= one.at &&
        (withdrawn === null || withdrawn > one.at) &&
        !restricted &&
        author !== one.who &&
        (language === null || reads.includes(language))
          ? [index + 1]
          : [],
      );
      const seen = open.filter(isViewed).map(seenAt);
      return {
        y: seen.filter(isSince).length,
        d: open.length - seen.filter((at) => at !== null && at <= one.at).length,
        x,
        w,
      };
    }
    case "pick_visibility": {
      const seen = community.picks
        .filter(({ who, digest }) => who === one.who && digest === one.who)
        .map(({ content }) => seenAt(content))
        .filter((at) => at === null || at > one.at);
      return seen.length === 0 ? null : { y: seen.filter(isSince).length, d: seen.length, x, w };
    }
  }
}
