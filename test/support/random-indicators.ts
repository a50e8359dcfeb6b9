import type { IndicatorName } from "../../src/core/indicators/indicators.ts";
import { usualIntervalsSql } from "../../src/core/rules/usual-interval.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { ensurePartitions } from "../../src/platform/postgres/ingest/partitions.ts";
import { emptying } from "./empty-tables.ts";

/** A random community and its figures as their definitions say, member by member; to be compared with those of the store. */

interface Person {
  readonly id: number;
  readonly external: string | null;
  readonly role: "member" | "expert" | "staff" | "moderator" | "anonymous" | "merged";
  readonly email: string | null;
  readonly joined: number;
  readonly mergedInto: number | null;
}
interface Act {
  readonly who: number;
  readonly at: number;
  readonly name: string;
  readonly content: number | null;
  readonly replyTo: string | null;
}
interface Written {
  readonly id: number;
  readonly type: string;
  readonly author: string | null;
  readonly at: number;
}
export interface RandomCommunity {
  readonly people: readonly Person[];
  readonly visits: readonly { readonly who: number; readonly at: number }[];
  readonly views: readonly { readonly who: number; readonly content: number; readonly at: number }[];
  readonly contents: readonly Written[];
  readonly acts: readonly Act[];
}

const HOUR = 3_600_000;
const START = Date.parse("2026-01-01T00:00:00Z");
const HOURS = 90 * 24;
const HOUSE = "@house.example";
const NAMES = ["Comment Created", "Question Answered", "Feedback Raised", "Reaction Added", "Live Registered"] as const;

/** Deterministic: the same seed is the same community. Times are whole hours, so that many fall on one instant and on bounds. */
export function randomCommunity(seed: number): RandomCommunity {
  let state = seed;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(draw() * n);
  const time = (): number => START + below(HOURS) * HOUR;
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const count = 30 + below(130);
  const roles = [
    "member",
    "member",
    "member",
    "member",
    "member",
    "expert",
    "staff",
    "moderator",
    "anonymous",
  ] as const;
  const people: Person[] = Array.from({ length: count }, (_, index) => {
    const role = index < 2 ? "member" : pick(roles);
    return {
      id: index + 1,
      external: role === "anonymous" ? null : `m${index + 1}`,
      role,
      email: draw() < 0.1 ? `P${index}${HOUSE.toUpperCase()}` : null,
      joined: draw() < 0.7 ? START - 24 * HOUR : time(),
      mergedInto: null,
    };
  });
  // Old ids of members, which others still reply to.
  for (let n = 0; n < 5; n++) {
    const id = count + n + 1;
    people.push({ id, external: `old${n}`, role: "merged", email: null, joined: START, mergedInto: 1 + below(count) });
  }
  const doers = people.filter(({ role }) => role !== "merged");
  const externals = people.flatMap(({ external }) => (external === null ? [] : [external]));
  const contents = Array.from(
    { length: 25 },
    (_, index): Written => ({
      id: index + 1,
      type: pick(["article", "question", "discussion"]),
      author: draw() < 0.6 ? pick(externals.filter((external) => !external.startsWith("old"))) : null,
      at: time(),
    }),
  );
  // Some do much, most little.
  const someone = (): number => (doers[Math.floor(draw() ** 2.5 * doers.length)] as Person).id;
  const visits = unique(
    Array.from({ length: count * 4 }, () => ({ who: someone(), at: time() })),
    ({ who, at }) => `${who} ${at}`,
  );
  const views = unique(
    Array.from({ length: count * 3 }, () => ({ who: someone(), content: 1 + below(25), at: time() })),
    ({ who, content }) => `${who} ${content}`,
  );
  const acts = Array.from({ length: count * 4 }, (): Act => {
    const name = pick(NAMES);
    const replyTo = name === "Comment Created" && draw() < 0.7 ? (draw() < 0.05 ? "nobody" : pick(externals)) : null;
    return { who: someone(), at: time(), name, content: draw() < 0.8 ? 1 + below(25) : null, replyTo };
  });
  // Sites that tell of an answer twice, as a comment and as an answer.
  const doubled = acts
    .filter(({ name }) => name === "Question Answered")
    .slice(0, 10)
    .map((act): Act => ({ ...act, name: "Comment Created", replyTo: pick(externals) }));
  return { people, visits, views, contents, acts: [...acts, ...doubled] };
}

function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

export async function plantRandomCommunity(database: Database, community: RandomCommunity): Promise<void> {
  await ensurePartitions(database, ["2026-01", "2026-02", "2026-03"]);
  const run = (text: string, rows?: readonly unknown[]) =>
    database.query({ text, values: rows === undefined ? [] : [JSON.stringify(rows)] });
  const at = (column: string) => `to_timestamp(${column} / 1000.0)`;
  await run(emptying('member, visit, "view", content, activity', "CASCADE"));
  await run(
    `INSERT INTO member (id, external_id, role, email, joined_at, merged_into) OVERRIDING SYSTEM VALUE
      SELECT id, external, role, email, ${at("joined")}, "mergedInto" FROM jsonb_to_recordset($1::jsonb)
      AS r(id bigint, external text, role text, email text, joined float8, "mergedInto" bigint)`,
    community.people,
  );
  await run(
    `INSERT INTO content (id, external_id, type, author_id, published_at) OVERRIDING SYSTEM VALUE
      SELECT id, 'c' || id, type, author, ${at("at")} FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, type text, author text, at float8)`,
    community.contents,
  );
  await run(
    `INSERT INTO visit (member_id, started_at, ended_at, acts)
      SELECT who, ${at("at")}, ${at("at")}, 1 FROM jsonb_to_recordset($1::jsonb) AS r(who bigint, at float8)`,
    community.visits,
  );
  await run(
    `INSERT INTO "view" (member_id, content_id, first_viewed_at)
      SELECT who, content, ${at("at")} FROM jsonb_to_recordset($1::jsonb) AS r(who bigint, content bigint, at float8)`,
    community.views,
  );
  await run(
    `INSERT INTO activity (member_id, occurred_at, name, content_id, properties)
      SELECT who, ${at("at")}, name, content, CASE WHEN "replyTo" IS NOT NULL THEN jsonb_build_object('replyToUserId', "replyTo") END
      FROM jsonb_to_recordset($1::jsonb) AS r(who bigint, at float8, name text, content bigint, "replyTo" text)`,
    community.acts,
  );
}

type Counted = Partial<Record<IndicatorName, readonly [count: number, total: number]>>;

/** Shares and averages as what is counted and out of how many; a count is out of 1. */
export function recountNaively(community: RandomCommunity, from: number, to: number): Counted {
  const { people, visits, views, contents, acts } = community;
  const inside = ({ at }: { readonly at: number }): boolean => at >= from && at < to;
  const isTeam = ({ role, email }: Person): boolean =>
    role === "staff" || role === "moderator" || email?.toLowerCase().endsWith(HOUSE) === true;
  const isPerson = ({ role }: Person): boolean => role !== "anonymous" && role !== "merged";
  const isMember = (person: Person): boolean => isPerson(person) && !isTeam(person);
  const byId = new Map(people.map((person) => [person.id, person]));
  const of = (id: number): Person => byId.get(id) as Person;

  const contributions = new Map<number, number>();
  for (const person of people.filter(isPerson)) {
    const said = acts.filter((act) => act.who === person.id && inside(act));
    const talk = said.filter(({ name }) => name === "Comment Created" || name === "Question Answered");
    const told = new Set(talk.map(({ content, at }) => `${content} ${at}`));
    const raised = said.filter(({ name }) => name === "Feedback Raised");
    const published = contents.filter((content) => content.author === person.external && inside(content));
    contributions.set(person.id, told.size + raised.length + published.length);
  }
  const members = people.filter((person) => isMember(person) && person.joined < from);
  const wrote = (person: Person): number => contributions.get(person.id) ?? 0;
  const sees = (person: Person): boolean =>
    views.some((view) => view.who === person.id && inside(view)) ||
    acts.some((act) => act.who === person.id && inside(act) && act.content !== null && act.name !== "Live Registered");
  const cameIn = (person: Person, span: (visit: { at: number }) => boolean): boolean =>
    visits.some((visit) => visit.who === person.id && span(visit));
  const contributed = members.filter((person) => wrote(person) > 0);
  const read = members.filter((person) => wrote(person) > 0 || sees(person));
  const came = members.filter((person) => wrote(person) > 0 || sees(person) || cameIn(person, inside));
  const often = Math.max(2, Math.floor((to - from) / (7 * 24 * HOUR)));
  const frequent = members.filter((person) => wrote(person) >= often);
  const ranked = members.map(wrote).sort((a, b) => b - a);
  const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

  const visitors = people.filter((person) => isMember(person) && cameIn(person, inside));
  const fresh = visitors.filter((person) => !cameIn(person, ({ at }) => at < from));
  const earlier = people.filter(
    (person) => isMember(person) && cameIn(person, ({ at }) => at >= from - (to - from) && at < from),
  );
  const answers = acts.filter((act) => {
    const asked = contents.find(({ id }) => id === act.content);
    const onQuestion =
      act.name === "Comment Created" && asked?.type === "question" && asked.author !== of(act.who).external;
    return inside(act) && isPerson(of(act.who)) && (act.name === "Question Answered" || onQuestion);
  });
  const given = unique(answers, ({ who, content, at }) => `${who} ${content} ${at}`);
  const replies = acts.flatMap((act) => {
    const said = people.find(({ external }) => external !== null && external === act.replyTo);
    if (act.name !== "Comment Created" || said === undefined || !inside(act)) return [];
    const [sender, receiver] = [of(act.who), of(said.mergedInto ?? said.id)];
    return sender.id === receiver.id || !isPerson(sender) || !isPerson(receiver) ? [] : [[sender, receiver] as const];
  });
  const ofMembers = replies.filter(([sender]) => isMember(sender));
  return {
    new_share: [fresh.length, visitors.length],
    came_again: [earlier.filter((person) => cameIn(person, inside)).length, earlier.length],
    away_share: [members.filter((person) => !cameIn(person, inside)).length, members.length],
    visitor_share: [came.length, members.length],
    reader_share: [read.length, members.length],
    contributor_share: [contributed.length, members.length],
    silent_share: [members.length - contributed.length, members.length],
    occasional_share: [contributed.length - frequent.length, members.length],
    frequent_share: [frequent.length, members.length],
    top_share: [total(ranked.slice(0, Math.ceil(members.length / 100))), total(ranked)],
    contributions: [total(people.filter(isMember).map(wrote)), 1],
    team_contributions: [total(people.filter((person) => isPerson(person) && isTeam(person)).map(wrote)), 1],
    member_answers: [given.filter(({ who }) => isMember(of(who))).length, given.length],
    peer_share: [ofMembers.filter(([, receiver]) => isMember(receiver)).length, ofMembers.length],
    team_replies: [replies.filter(([sender, receiver]) => isTeam(sender) && isMember(receiver)).length, 1],
  };
}

/** The running facts of members' visits, which ingestion keeps as visits come in. */
export async function refreshFacts(database: Database): Promise<void> {
  await database.query({
    text: `UPDATE member m SET visit_count = v.visits, last_visit_at = v.last, usual_interval_days = u.usual_ms / 86400000
      FROM (SELECT member_id, count(*) AS visits, max(started_at) AS last FROM visit GROUP BY member_id) v
      LEFT JOIN (${usualIntervalsSql("'infinity'::timestamptz")}) u USING (member_id)
      WHERE m.id = v.member_id`,
    values: [],
  });
}
