import type { Database } from "../../src/platform/postgres/database.ts";
import { ensurePartitions } from "../../src/platform/postgres/ingest/partitions.ts";
import { emptying } from "./empty-tables.ts";

/** A random community with its customers, to be compared group by group; and what a look at one person after the other finds. */

interface Person {
  readonly id: number;
  readonly external: string;
  readonly role: "member" | "expert" | "staff" | "moderator" | "anonymous" | "merged";
  readonly email: string | null;
  readonly joined: number;
}
interface Visit {
  readonly who: number;
  readonly at: number;
  readonly until: number;
}
export interface Act {
  readonly who: number;
  readonly at: number;
  readonly name: string;
  readonly properties: Readonly<Record<string, string>> | null;
}
interface Buyer {
  readonly key: string;
  readonly external: string | null;
  /** Of whom the address is; null: nobody's. */
  readonly address: number | null;
  readonly since: number | null;
  readonly renewed: number | null;
  readonly left: number | null;
}
export interface Compared {
  readonly people: readonly Person[];
  readonly visits: readonly Visit[];
  readonly acts: readonly Act[];
  readonly customers: readonly Buyer[];
}

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const START = Date.parse("2026-01-01T00:00:00Z");
const DAYS = 120;
const HOUSE = "@house.example";

/** Between 0 and 1, the same for the same seed. */
export function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Times are whole quarters of a day, so that many fall on bounds. */
export function randomCompared(seed: number, size?: number): Compared {
  const draw = drawing(seed);
  const below = (n: number): number => Math.floor(draw() * n);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const time = (): number => START + below(DAYS * 4) * 6 * HOUR;
  const count = size ?? 60 + below(200);
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
  const people = Array.from({ length: count }, (_, index): Person => {
    const role = draw() < 0.03 ? "merged" : pick(roles);
    const joined = draw() < 0.6 ? START - 400 * DAY : time();
    return {
      id: index + 1,
      external: `m${index + 1}`,
      role,
      email: draw() < 0.1 ? `P${index}${HOUSE.toUpperCase()}` : null,
      joined,
    };
  });
  // Some come often, many never.
  const someone = (): number => (people[Math.floor(draw() ** 2 * count)] as Person).id;
  const visits = Array.from({ length: count * 4 }, (): Visit => {
    const at = time();
    return { who: someone(), at, until: at + below(4) * 5 * 60_000 };
  });
  const names = ["Membership Renewed", "Membership Ended", "Badge Earned", "Badge Earned", "Tour Finished"];
  const acts = Array.from({ length: count * 2 }, (): Act => {
    const name = pick(names);
    return {
      who: someone(),
      at: time(),
      name,
      properties: name === "Badge Earned" ? { badge: pick(["gold", "tin"]) } : null,
    };
  });
  const customers = Array.from({ length: count }, (_, index): Buyer => {
    const member = draw() < 0.5 ? pick(people) : null;
    const since = draw() < 0.8 ? START - 1000 * DAY + below(1100) * DAY : null;
    const later = (): number | null => (draw() < 0.3 ? Math.max(since ?? 0, time()) : null);
    const byId = draw() < 0.6;
    return {
      key: `k${index}`,
      external: byId ? (member?.external ?? `c${index}`) : null,
      address: byId ? null : (member?.id ?? null),
      since,
      renewed: later(),
      left: later(),
    };
  });
  const unique = [...new Map(visits.map((visit) => [`${visit.who} ${visit.at}`, visit])).values()];
  return { people, visits: unique, acts, customers };
}

export async function plantCompared(database: Database, { people, visits, acts, customers }: Compared): Promise<void> {
  await ensurePartitions(database, ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]);
  const run = (text: string, rows?: readonly unknown[]) =>
    database.query({ text, values: rows === undefined ? [] : [JSON.stringify(rows)] });
  const at = (column: string) => `to_timestamp(${column} / 1000.0)`;
  const firsts = new Map<number, number>();
  for (const { who, at: time } of visits) firsts.set(who, Math.min(time, firsts.get(who) ?? time));
  await run(emptying("member, visit, activity, customer", "CASCADE"));
  await run(
    `INSERT INTO member (id, external_id, role, email, email_hash, joined_at, first_visit_at) OVERRIDING SYSTEM VALUE
      SELECT id, external, role, email, int8send(id), ${at("joined")}, ${at('"firstVisit"')} FROM jsonb_to_recordset($1::jsonb)
      AS r(id bigint, external text, role text, email text, joined float8, "firstVisit" float8)`,
    people.map((person) => ({ ...person, firstVisit: firsts.get(person.id) ?? null })),
  );
  await run(
    `INSERT INTO visit (member_id, started_at, ended_at, acts)
      SELECT who, ${at("at")}, ${at("until")}, 1 FROM jsonb_to_recordset($1::jsonb) AS r(who bigint, at float8, until float8)`,
    visits,
  );
  await run(
    `INSERT INTO activity (member_id, occurred_at, name, properties)
      SELECT who, ${at("at")}, name, properties FROM jsonb_to_recordset($1::jsonb)
      AS r(who bigint, at float8, name text, properties jsonb, "order" int) ORDER BY "order"`,
    acts.map((act, order) => ({ ...act, order })),
  );
  await run(
    `INSERT INTO customer (key, customer_id, email_hash, since, renewed_at, left_at)
      SELECT key, external, int8send(address), ${at("since")}, ${at("renewed")}, ${at('"left"')} FROM jsonb_to_recordset($1::jsonb)
      AS r(key text, external text, address bigint, since float8, renewed float8, "left" float8)`,
    customers,
  );
  await run("ANALYZE member, visit, activity, customer");
}

export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return sorted.length === 0 ? null : (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
};
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((all, value) => all + value, 0) / values.length;

export const isTeam = ({ role, email }: Person): boolean =>
  role === "staff" || role === "moderator" || (isPerson({ role }) && email?.toLowerCase().endsWith(HOUSE) === true);
const isPerson = ({ role }: Pick<Person, "role">): boolean => role !== "anonymous" && role !== "merged";
export const isCounted = (person: Person): boolean => isPerson(person) && !isTeam(person);

/** What the members of a group did in a window, one after the other. */
export function measureNaively({ visits, acts }: Compared, members: readonly Person[], from: number, to: number) {
  const own = members.map(({ id }) => visits.filter(({ who, at }) => who === id && at >= from && at < to));
  const words = members.map(({ id }) =>
    acts
      .map((act, order) => ({ ...act, order }))
      .filter(({ who, at, name }) => who === id && at >= from && at < to && name.startsWith("Membership"))
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .at(-1),
  );
  const counts = own.map(({ length }) => length);
  return {
    members: members.length,
    came: counts.filter((n) => n > 0).length,
    visitsMean: mean(counts),
    visitsMedian: median(counts),
    minutesMedian: median(own.flat().map(({ at, until }) => (until - at) / 60_000)),
    renewed: words.filter((word) => word?.name === "Membership Renewed").length,
    ended: words.filter((word) => word?.name === "Membership Ended").length,
  };
}

export function groupByActivityNaively(community: Compared, from: number, to: number) {
  const days = 30 * DAY;
  const there = community.people.filter((person) => isCounted(person) && person.joined <= from - days);
  const isActive = ({ id }: Person) =>
    community.visits.some(({ who, at }) => who === id && at >= from - days && at < from);
  return {
    active: measureNaively(community, there.filter(isActive), from, to),
    inactive: measureNaively(
      community,
      there.filter((person) => !isActive(person)),
      from,
      to,
    ),
  };
}

/** Customers as a time begins, by whether they are members then. */
export function stoodNaively({ people, customers }: Compared, from: number) {
  const known = ({ external, address }: Buyer) =>
    people.filter((person) => person.external === external || person.id === address);
  const stood = customers.filter(
    (customer) =>
      (customer.since === null || customer.since < from) &&
      (customer.left === null || customer.left >= from) &&
      !known(customer).some(isTeam),
  );
  const isJoined = (customer: Buyer) => known(customer).some((person) => isCounted(person) && person.joined < from);
  return { member: stood.filter(isJoined), other: stood.filter((customer) => !isJoined(customer)) };
}

export function groupCustomersNaively(community: Compared, from: number, to: number) {
  const { member, other } = stoodNaively(community, from);
  const tell = (group: readonly Buyer[]) => ({
    customers: group.length,
    left: group.filter(({ left }) => left !== null && left < to).length,
    renewalsKnown: group.filter(({ renewed }) => renewed !== null).length,
    renewed: group.filter(({ renewed }) => renewed !== null && renewed >= from).length,
    sinceKnown: group.filter(({ since }) => since !== null).length,
    yearsMedian: median(group.flatMap(({ since }) => (since === null ? [] : [(from - since) / (365.25 * DAY)]))),
  });
  return { member: tell(member), other: tell(other) };
}

const GAP = 30 * 60_000;
const SPAN = 28 * DAY;
const DRAWN = ["Badge Earned"];

/** Members who had it for the first time with all days around it, and their visits on either side. */
function treatedNaively(
  { people, visits, acts }: Compared,
  since: number | null,
  to: number,
  told: (act: Act) => boolean,
) {
  const begun = Math.min(...visits.map(({ at }) => at));
  const firstOf = (id: number): number | null => {
    const times = acts.filter((act) => act.who === id && told(act) && act.at < to).map(({ at }) => at);
    return times.length === 0 ? null : Math.min(...times);
  };
  const had = people.filter(isCounted).flatMap((person) => {
    const at = firstOf(person.id);
    return at === null || (since !== null && at + SPAN <= since) ? [] : [{ person, at }];
  });
  const whole = had.filter(({ person, at }) => at + SPAN <= to && person.joined <= at - SPAN && at - SPAN >= begun);
  return {
    begun,
    had: had.length,
    never: people.filter((person) => isCounted(person) && person.joined < to && firstOf(person.id) === null),
    own: whole.map(({ person, at }) => ({ at, ...aroundNaively(visits, person.id, at) })),
  };
}

function aroundNaively(visits: readonly Visit[], id: number, at: number) {
  const own = visits.filter(({ who }) => who === id);
  return {
    before: own.filter((visit) => visit.at >= at - SPAN && visit.until + GAP < at),
    after: own.filter((visit) => visit.at > at && visit.at < at + SPAN),
  };
}

export function beforeAfterNaively(community: Compared, since: number | null, to: number, told: (act: Act) => boolean) {
  const { own, had } = treatedNaively(community, since, to, told);
  const tell = (sides: readonly (readonly Visit[])[]) => ({
    members: sides.length,
    came: sides.filter(({ length }) => length > 0).length,
    visitsMean: mean(sides.map(({ length }) => length)),
    visitsMedian: median(sides.map(({ length }) => length)),
    minutesMedian: median(sides.flat().map(({ at, until }) => (until - at) / 60_000)),
    had,
  });
  return { before: tell(own.map(({ before }) => before)), after: tell(own.map(({ after }) => after)) };
}

export function matchNaively(community: Compared, since: number | null, to: number, told: (act: Act) => boolean) {
  const { own, never, begun } = treatedNaively(community, since, to, told);
  const monday = (at: number) => {
    const day = Math.floor(at / DAY);
    return (day - ((day + 3) % 7)) * DAY;
  };
  const used = new Set<number>();
  const pairs = own.flatMap(({ at, before, after }) => {
    const week = monday(at);
    if (week - SPAN < begun) return [];
    const alike = never
      .filter(({ joined }) => joined <= week - SPAN)
      .map(({ id }) => ({ id, ...aroundNaively(community.visits, id, week) }))
      .filter((other) => Math.min(other.before.length, 30) === Math.min(before.length, 30));
    for (const { id } of alike) used.add(id);
    if (alike.length === 0) return [];
    return [
      {
        before: before.length,
        after: after.length,
        othersBefore: mean(alike.map((other) => other.before.length)) ?? 0,
        othersAfter: mean(alike.map((other) => other.after.length)) ?? 0,
      },
    ];
  });
  const average = (name: keyof (typeof pairs)[number]) => mean(pairs.map((pair) => pair[name]));
  return {
    members: pairs.length,
    before: average("before"),
    after: average("after"),
    others: used.size,
    othersBefore: average("othersBefore"),
    othersAfter: average("othersAfter"),
  };
}

/** Badges stand for a draw: gold is to be treated, tin is not. */
export function drawnNaively({ people, visits, acts }: Compared, since: number | null, to: number, got: string) {
  const drawn = people.filter(isCounted).flatMap((person) => {
    const words = acts.filter(({ who, at, name }) => who === person.id && at < to && DRAWN.includes(name));
    if (words.length === 0) return [];
    const kinds = new Set(words.map(({ properties }) => properties?.badge));
    const at = Math.min(...words.map((word) => word.at));
    const arm = kinds.size > 1 ? "mixed" : kinds.has("gold") ? "treated" : "held_out";
    const has = acts.some((act) => act.who === person.id && act.name === got && act.at >= at && act.at < to);
    const own = visits.filter(({ who }) => who === person.id);
    return [
      {
        arm,
        at,
        got: has,
        visits: own.filter((visit) => visit.at > at && visit.at >= (since ?? at) && visit.at < to).length,
        days: (to - Math.max(at, since ?? at)) / DAY,
        back: at + 7 * DAY <= to ? own.some((visit) => visit.at > at && visit.at <= at + 7 * DAY) : null,
      },
    ];
  });
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return ["treated", "held_out", "mixed"].map((arm) => {
    const own = drawn.filter((row) => row.arm === arm);
    const known = own.filter(({ back }) => back !== null);
    return {
      arm,
      members: own.length,
      got: own.filter((row) => row.got).length,
      visits: sum(own.map(({ visits: n }) => n)),
      days: sum(own.map(({ days }) => days)),
      squares: sum(own.map(({ visits: n }) => n * n)),
      known: known.length,
      back: known.filter(({ back }) => back === true).length,
    };
  });
}
