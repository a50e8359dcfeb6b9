import fc from "fast-check";
import { type CatalogueContent, CONTENT_TYPES } from "../../src/core/community.ts";
import type { MemberFacts } from "../../src/core/rules/evaluation.ts";
import { effectiveReads } from "../../src/core/rules/reads.ts";
import { openingOf } from "../../src/core/tracking/opening.ts";
import { joinVisits } from "../../src/core/visits.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { updateVisitFacts } from "../../src/platform/postgres/ingest/member-facts.ts";
import { emptying } from "./empty-tables.ts";

/** Small communities full of corners, for comparing SQL with evaluation in memory. */

export const HISTORY_START = Date.UTC(2026, 7, 1);
export const HISTORY_END = Date.UTC(2026, 9, 31);
export const TIMEZONES = ["Europe/Paris", "America/Santiago", "Australia/Lord_Howe"] as const;
export const THEMES = ["pricing", "onboarding", "it's"];

/** Own acts, and what happens to a member. */
export const ACTIVITIES = ["Page", "Comment Created", "Question Answered", "it's $1; --"] as const;
export const PASSIVE_ACTIVITIES = ["Message Received", "Badge Earned"] as const;

const HOUR_MS = 3_600_000;
const VISIT_GAP_MS = HOUR_MS / 2;
const instantArb = fc
  .integer({ min: 0, max: (HISTORY_END - HISTORY_START) / HOUR_MS })
  .map((hours) => HISTORY_START + hours * HOUR_MS);
const languageArb = fc.constantFrom("en", "fr", "de");

const attributesArb = fc.record(
  {
    plan: fc.constantFrom<unknown>("premium", "Premium", "50", "007", "", 50, 7, true, "true", null, ["premium"]),
    company: fc.constantFrom<unknown>({ size: 50 }, { size: "120" }, { size: "many" }, {}, "Acme", null),
    "company.size": fc.constantFrom<unknown>(75, "75", null),
    since: fc.constantFrom<unknown>("2026-09-06", "2026-09-07T23:30:00Z", "2026-02-31", "06/09/2026", 20260906, null),
    tags: fc.constantFrom<unknown>(["pricing", "a"], [], "pricing, a", { pricing: 1 }, null),
  },
  { requiredKeys: [] },
);

const actArb = fc.record({
  at: instantArb,
  /** Some acts continue a visit that began at the full hour. */
  minutes: fc.constantFrom(0, 0, 0, 20, 50),
  passive: fc.boolean(),
  name: fc.nat(),
});

const digestArb = fc.record({
  at: instantArb,
  state: fc.constantFrom(
    "accepted",
    "delivered",
    "bounced",
    "complained",
    "withheld",
    "withheld",
    "unknown",
    "failed",
    "planned",
  ),
  acceptedAfterHours: fc.constantFrom(0, 1, 30),
});

const memberArb = fc.record({
  locale: fc.constantFrom(null, "", "fr-FR", "en", "DE_de", "pt-BR"),
  reads: fc.option(fc.uniqueArray(languageArb, { maxLength: 3 }), { freq: 2 }),
  timezone: fc.constantFrom(null, null, null, ...TIMEZONES),
  role: fc.constantFrom(...Array<string>(10).fill("member"), "expert", "staff", "moderator"),
  email: fc.constantFrom(null, null, "a@site.org", "b@site.org", "c@site.org", "B@Team.example", "boss@site.org"),
  subscribed: fc.constantFrom(null, true, false),
  company: fc.constantFrom(null, "Acme"),
  joinedAt: fc.oneof(fc.constant(HISTORY_START), fc.constant(HISTORY_START), instantArb),
  renewalAt: fc.option(instantArb),
  attributes: attributesArb,
  /** Many have hardly been there, some often enough to have a habit. */
  acts: fc.oneof(fc.array(actArb, { maxLength: 3 }), fc.array(actArb, { minLength: 5, maxLength: 25, size: "max" })),
  /** The share of the time during which they acted: some have left. */
  stayed: fc.constantFrom(1, 1, 0.5, 0.25),
  digests: fc.array(digestArb, { maxLength: 6 }),
  /** 0: views at random; else everything published is viewed but so many. */
  sawAllBut: fc.constantFrom(0, 1, 2, 4),
  views: fc.array(
    fc.record({ content: fc.nat(), at: instantArb, replayAfterHours: fc.constantFrom(null, 0, 30, 400) }),
    { maxLength: 12 },
  ),
  /** Old contents are those that members who saw the rest have not seen. */
  picks: fc.array(
    fc.record({ content: fc.nat(), old: fc.boolean(), at: instantArb, held: fc.constantFrom(true, true, false) }),
    { maxLength: 8 },
  ),
});

const REPLAY = "https://site.example/replay";
const IN_SEGMENT = 3;

/** The last one is of a time when it meant nothing yet: open to nobody. */
const OPEN_TO: readonly Readonly<Record<string, unknown>>[] = [
  { plan: "premium" },
  { plan: ["premium", "50"], company: "Acme" },
  { plan: [7, 50, true] },
  { role: ["expert", "staff"] },
  { locale: "fr-FR" },
  { tags: "a" },
  { segment: "a-third" },
  {},
];

/** Numbers as in the database; 0 for what nobody may open, null for what everybody may. */
function openingIdOf(openTo: (typeof OPEN_TO)[number] | null): number | null {
  if (openTo === null) return null;
  return openingOf(openTo) === null ? 0 : OPEN_TO.indexOf(openTo) + 1;
}

function mayOpenNaively(openTo: (typeof OPEN_TO)[number], member: Drawn["members"][number], index: number): boolean {
  if (openingOf(openTo) === null) return false;
  return Object.entries(openTo).every(([name, wanted]) => {
    if (name === "segment") return index % IN_SEGMENT === 0;
    const { role, company, locale, attributes } = member;
    const own = { ...attributes, role, company, locale }[name];
    const values = [own].flat().filter((value) => ["string", "number", "boolean"].includes(typeof value));
    return [wanted].flat().some((value) => values.map(String).includes(String(value)));
  });
}

const contentArb = fc.record({
  type: fc.constantFrom(...CONTENT_TYPES, "live", "live"),
  themes: fc.uniqueArray(fc.constantFrom(...THEMES), { maxLength: 2 }),
  language: fc.option(languageArb),
  /** A few members write nearly everything. */
  author: fc.option(fc.nat({ max: 6 }), { freq: 3 }),
  openTo: fc.constantFrom(...Array<null>(10).fill(null), ...OPEN_TO),
  publishedAt: fc.option(instantArb, { freq: 8 }),
  withdrawnAt: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: instantArb }),
  startsAfterHours: fc.option(fc.nat({ max: 30 * 24 }), { freq: 4 }),
  /** Some have no end, and some ended ones a replay. */
  endsAfterHours: fc.option(fc.nat({ max: 20 * 24 })),
  hasReplay: fc.boolean(),
});

/** Few contents, or more than the newest ones that are looked at first. */
const contentsArb = fc.oneof(
  { weight: 1, arbitrary: fc.array(contentArb, { maxLength: 25 }) },
  { weight: 1, arbitrary: fc.array(contentArb, { minLength: 200, maxLength: 210, size: "max" }) },
);

export const communityArb = fc.record({
  members: fc.array(memberArb, { minLength: 20, maxLength: 60, size: "max" }),
  contents: contentsArb,
});

type Drawn = typeof communityArb extends fc.Arbitrary<infer Value> ? Value : never;

interface Row {
  readonly memberId: number;
  readonly contentId: number;
  readonly at: number;
}

interface SeenRow extends Row {
  /** When they attended it, or came back after its end; null: never. */
  readonly replayAt: number | null;
}

export interface RuleCommunity {
  readonly catalogue: readonly CatalogueContent[];
  /** Everyone, as of an instant. */
  membersAt(at: Date, languages: readonly string[]): MemberFacts[];
  load(database: Database): Promise<void>;
}

/** Numbers stand for members and contents: a member's id is its place in the list, plus one. */
export function buildCommunity({ members, contents }: Drawn): RuleCommunity {
  const authorOf = (author: number | null): string | null =>
    author === null ? null : `m${(author % (members.length + 2)) + 1}`;
  const views = members.flatMap((member, index) => uniqueContents(viewsOf(member, contents), index + 1));
  const picks = members.flatMap((member, index) =>
    contents.length === 0
      ? []
      : member.picks.map((pick) => ({ ...pick, memberId: index + 1, contentId: pickedContent(pick, contents) })),
  );
  const heldPicks = keepFirst(picks.filter(({ held }) => held));
  const catalogue = contents.flatMap((content, index): CatalogueContent[] =>
    content.publishedAt === null
      ? []
      : [
          {
            id: index + 1,
            externalId: `c${index + 1}`,
            type: content.type,
            title: "",
            url: "",
            summary: null,
            imageUrl: null,
            themes: content.themes,
            language: content.language,
            authorId: authorOf(content.author),
            publishedAt: new Date(content.publishedAt),
            withdrawnAt: content.withdrawnAt === null ? null : new Date(content.withdrawnAt),
            startsAt: dateOf(startOf(content)),
            endsAt: dateOf(endOf(content)),
            replayUrl: content.hasReplay ? REPLAY : null,
            openingId: openingIdOf(content.openTo),
          },
        ],
  );
  const acts = members.map((member) => member.acts.map((act) => actOf(act, member.stayed)));
  const visits = acts.map((own) =>
    joinVisits(
      own.filter(({ passive }) => !passive).map(({ at }) => ({ startedAt: at, endedAt: at, acts: 1 })),
      VISIT_GAP_MS,
    ),
  );
  const lastAct = (index: number, atMs: number): number | null => {
    const own = (acts[index] ?? []).filter((act) => !act.passive && act.at <= atMs).map((act) => act.at);
    return own.length === 0 ? null : Math.max(...own);
  };

  const viewsByMember = groupByMember(views);
  const picksByMember = groupByMember(heldPicks);
  const membersAt: RuleCommunity["membersAt"] = (at, languages) =>
    members.map((member, index) => {
      const atMs = at.getTime();
      const lastActMs = lastAct(index, atMs);
      return {
        id: index + 1,
        externalId: `m${index + 1}`,
        joinedAt: new Date(member.joinedAt),
        lastActAt: lastActMs === null ? null : new Date(lastActMs),
        reads: effectiveReads(member.reads, member.locale, languages),
        views: new Map((viewsByMember.get(index + 1) ?? []).map((view) => [view.contentId, view.at])),
        replays: new Map(
          (viewsByMember.get(index + 1) ?? []).flatMap(({ contentId, replayAt }): [number, number][] =>
            replayAt === null ? [] : [[contentId, replayAt]],
          ),
        ),
        mailed: new Set(
          (picksByMember.get(index + 1) ?? []).filter((pick) => pick.at <= atMs).map(({ contentId }) => contentId),
        ),
        visits: (visits[index] ?? []).map(({ startedAt }) => startedAt).filter((startMs) => startMs <= atMs),
        acts: groupByName((acts[index] ?? []).filter((act) => act.at <= atMs)),
        digests: member.digests
          .filter((digest) => digest.at <= atMs && isThere(digest, atMs))
          .map((digest) => digest.at)
          .sort((a, b) => a - b),
        role: member.role,
        email: member.email,
        locale: member.locale,
        timezone: member.timezone,
        company: member.company,
        subscribed: member.subscribed,
        renewalAt: member.renewalAt === null ? null : new Date(member.renewalAt),
        attributes: member.attributes,
        openings: new Set(OPEN_TO.flatMap((openTo, place) => (mayOpenNaively(openTo, member, index) ? place + 1 : []))),
      };
    });

  const load = async (database: Database): Promise<void> => {
    await database.query({
      text: emptying(
        "member, content, activity, visit, view, replay_view, digest, pick, opening, segment_member",
        "RESTART IDENTITY",
      ),
      values: [],
    });
    await insert(
      database,
      "member",
      `external_id text, email text, locale text, reads text[], timezone text, role text, company text, subscribed boolean,
        renewal_at timestamptz, joined_at timestamptz, attributes jsonb, view_count int`,
      members.map((member, index) => ({
        external_id: `m${index + 1}`,
        email: member.email,
        locale: member.locale,
        reads: member.reads,
        timezone: member.timezone,
        role: member.role,
        company: member.company,
        subscribed: member.subscribed,
        renewal_at: iso(member.renewalAt),
        joined_at: iso(member.joinedAt),
        attributes: member.attributes,
        view_count: viewsByMember.get(index + 1)?.length ?? 0,
      })),
    );
    await insert(
      database,
      "content",
      `external_id text, type text, themes text[], language text, author_id text, open_to jsonb, opening_id bigint, published_at timestamptz,
        withdrawn_at timestamptz, starts_at timestamptz, ends_at timestamptz, replay_url text`,
      contents.map((content, index) => ({
        external_id: `c${index + 1}`,
        type: content.type,
        themes: content.themes,
        language: content.language,
        author_id: authorOf(content.author),
        open_to: content.openTo ?? undefined,
        opening_id: openingIdOf(content.openTo) || null,
        published_at: iso(content.publishedAt),
        withdrawn_at: iso(content.withdrawnAt),
        starts_at: iso(startOf(content)),
        ends_at: iso(endOf(content)),
        replay_url: content.hasReplay ? REPLAY : null,
      })),
    );
    await insert(
      database,
      "opening",
      `id bigint, key text, segment text, path jsonpath, on_fields boolean`,
      OPEN_TO.flatMap((openTo, place) => {
        const opening = openingOf(openTo);
        if (opening === null) return [];
        const { key, segment, path, onFields } = opening;
        return [{ id: place + 1, key, segment, path, on_fields: onFields }];
      }),
    );
    await insert(
      database,
      "segment_member",
      "segment text, member_id bigint",
      members.flatMap((_, index) => (index % IN_SEGMENT === 0 ? [{ segment: "a-third", member_id: index + 1 }] : [])),
    );
    await insert(
      database,
      "activity",
      "member_id bigint, occurred_at timestamptz, name text, passive boolean",
      acts.flatMap((own, index) =>
        own.map(({ at, name, passive }) => ({ member_id: index + 1, occurred_at: iso(at), name, passive })),
      ),
    );
    await insert(
      database,
      "visit",
      "member_id bigint, started_at timestamptz, ended_at timestamptz, acts int",
      visits.flatMap((own, index) =>
        own.map((visit) => ({
          member_id: index + 1,
          started_at: iso(visit.startedAt),
          ended_at: iso(visit.endedAt),
          acts: visit.acts,
        })),
      ),
    );
    await database.query(updateVisitFacts(members.map((_, index) => index + 1)));
    await insert(
      database,
      "view",
      "member_id bigint, content_id bigint, first_viewed_at timestamptz",
      views.map((view) => ({ member_id: view.memberId, content_id: view.contentId, first_viewed_at: iso(view.at) })),
    );
    await insert(
      database,
      "replay_view",
      "member_id bigint, content_id bigint, seen_at timestamptz",
      views.flatMap(({ memberId, contentId, replayAt }) =>
        replayAt === null ? [] : [{ member_id: memberId, content_id: contentId, seen_at: iso(replayAt) }],
      ),
    );
    const kept = [...heldPicks, ...picks.filter(({ held }) => !held)];
    const mailed = kept.map((pick) => ({ memberId: pick.memberId, at: pick.at, state: "planned", acceptedAt: null }));
    const others = members.flatMap(({ digests }, index) =>
      digests.map((digest) => ({
        memberId: index + 1,
        at: digest.at,
        state: digest.state,
        acceptedAt: isMailed(digest) ? acceptedAt(digest) : null,
      })),
    );
    await insert(
      database,
      "digest",
      `member_id bigint, slot_id bigint, rule text, rule_hash text, period text, timezone text, slot_at timestamptz,
        local_date date, cap_date date, expires_at timestamptz, arm text, state text, accepted_at timestamptz`,
      [...mailed, ...others].map((digest, index) => ({
        member_id: digest.memberId,
        slot_id: 1,
        rule: "r",
        rule_hash: "h",
        period: String(index),
        timezone: "Europe/Paris",
        slot_at: iso(digest.at),
        local_date: "2026-09-01",
        cap_date: "2026-09-01",
        expires_at: iso(digest.at),
        arm: digest.state === "withheld" ? "held_out" : "treated",
        state: digest.state,
        accepted_at: iso(digest.acceptedAt),
      })),
    );
    await insert(
      database,
      "pick",
      "member_id bigint, digest_id bigint, position smallint, content_id bigint, kind text, score float8, reason jsonb, held boolean",
      kept.map((pick, index) => ({
        member_id: pick.memberId,
        digest_id: index + 1,
        position: 1,
        content_id: pick.contentId,
        kind: "hot",
        score: 1,
        reason: {},
        held: pick.held,
      })),
    );
    await database.query({ text: "ANALYZE member, content, activity, visit, view, digest, pick", values: [] });
  };
  return { catalogue, membersAt, load };
}

interface Act {
  readonly at: number;
  readonly name: string;
  readonly passive: boolean;
}

function actOf({ at, minutes, passive, name }: Drawn["members"][number]["acts"][number], stayed: number): Act {
  const names = passive ? PASSIVE_ACTIVITIES : ACTIVITIES;
  const hours = Math.floor(((at - HISTORY_START) / HOUR_MS) * stayed);
  const startMs = HISTORY_START + hours * HOUR_MS + minutes * 60_000;
  return { at: Math.min(HISTORY_END, startMs), name: names[name % names.length] ?? names[0], passive };
}

function groupByMember<Item extends Row>(rows: readonly Item[]): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const row of rows) {
    const group = groups.get(row.memberId);
    if (group === undefined) groups.set(row.memberId, [row]);
    else group.push(row);
  }
  return groups;
}

function groupByName(acts: readonly Act[]): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  for (const { name, at } of acts) byName.set(name, [...(byName.get(name) ?? []), at]);
  return byName;
}

type DrawnDigest = Drawn["members"][number]["digests"][number];

function acceptedAt({ at, acceptedAfterHours }: DrawnDigest): number {
  return Math.min(HISTORY_END, at + acceptedAfterHours * HOUR_MS);
}

/** A server took it, whatever was said of it since. */
function isMailed({ state }: DrawnDigest): boolean {
  return ["accepted", "delivered", "bounced", "complained"].includes(state);
}

/** Whether it counts as a digest that the member got, or was kept from. */
function isThere(digest: DrawnDigest, atMs: number): boolean {
  return digest.state === "withheld" || (isMailed(digest) && acceptedAt(digest) <= atMs);
}

type SeenContent = Omit<SeenRow, "memberId">;

function viewsOf(member: Drawn["members"][number], contents: Drawn["contents"]): SeenContent[] {
  if (contents.length === 0) return [];
  const drawn = member.views.map(({ content, at, replayAfterHours: hours }) => ({
    contentId: (content % contents.length) + 1,
    at,
    replayAt: hours === null ? null : at + hours * HOUR_MS,
  }));
  if (member.sawAllBut === 0) return drawn;
  // Nearly all of them also saw the replays, or those who saw everything would be few.
  const rest = newestFirst(contents).map((view) => ({ ...view, replayAt: view.contentId % 9 === 0 ? null : view.at }));
  // What was missed is old, where the newest are looked at first.
  return rest.slice(0, Math.max(0, rest.length - member.sawAllBut));
}

function startOf({ publishedAt, startsAfterHours }: Drawn["contents"][number]): number | null {
  return publishedAt === null || startsAfterHours === null ? null : publishedAt + startsAfterHours * HOUR_MS;
}

function endOf(content: Drawn["contents"][number]): number | null {
  const startMs = startOf(content);
  return startMs === null || content.endsAfterHours === null ? null : startMs + content.endsAfterHours * HOUR_MS;
}

function newestFirst(contents: Drawn["contents"]): { contentId: number; at: number }[] {
  return contents
    .map((content, index) => ({ contentId: index + 1, at: content.publishedAt }))
    .filter((content): content is { contentId: number; at: number } => content.at !== null)
    .sort((a, b) => b.at - a.at || b.contentId - a.contentId);
}

function pickedContent({ content, old }: { content: number; old: boolean }, contents: Drawn["contents"]): number {
  const oldest = newestFirst(contents).slice(-4);
  return (old ? oldest[content % 4]?.contentId : undefined) ?? (content % contents.length) + 1;
}

function uniqueContents(views: readonly SeenContent[], memberId: number): SeenRow[] {
  return [...new Map(views.map((view) => [view.contentId, view])).values()].map((view) => ({ ...view, memberId }));
}

function keepFirst<Item extends Row>(rows: readonly Item[]): Item[] {
  return [...new Map(rows.map((row) => [`${row.memberId} ${row.contentId}`, row])).values()];
}

function dateOf(instantMs: number | null): Date | null {
  return instantMs === null ? null : new Date(instantMs);
}

function iso(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}

async function insert(database: Database, table: string, columns: string, rows: readonly object[]): Promise<void> {
  const names = columns.split(",").map((column) => column.trim().split(/\s+/)[0]);
  await database.query({
    text: `INSERT INTO ${table} (${names.join(", ")}) SELECT ${names.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS r (${columns})`,
    values: [JSON.stringify(rows)],
  });
}
