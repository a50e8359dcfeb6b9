import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import type { Activity } from "../../src/core/tracking/activity.ts";
import type { MemberAlias } from "../../src/core/tracking/member-alias.ts";
import { aliasMembers } from "../../src/ingest/alias-members.ts";
import type { IngestDeps } from "../../src/ingest/ports.ts";
import { recomputeFacts } from "../../src/ingest/recompute-facts.ts";
import { recordEvents } from "../../src/ingest/record-events.ts";
import { recordMembers } from "../../src/ingest/record-members.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { arrivals } from "../support/arrivals.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest, expectedFacts, readFacts } from "../support/ingest-facts.ts";

const GAP_MS = 30 * 60_000;
const START_MS = Date.UTC(2026, 9, 30, 22);
const SEED = 20_261_128;
const NOW = new Date("2027-01-01T00:00:00Z");

/** Ids of every shape: like numbers, beyond ASCII, as long as may be, one and the same text of both kinds. */
const USERS = ["anna", "0042", "42", "-8102", "chloé 🦊", "x".repeat(256), "1e3"];
const VISITORS = ["v-1", "42", "b7ff2c3c-61f8-4a2a-a1b0-b4dd4a9bba5f", "🦊".repeat(128)];

type Said = { readonly activity: Activity } | { readonly alias: MemberAlias };

function who(index: number): Pick<Activity, "memberId" | "anonymous"> {
  const visitor = VISITORS[index - USERS.length];
  return visitor === undefined ? { memberId: USERS[index] ?? "" } : { memberId: visitor, anonymous: true };
}

const activity: fc.Arbitrary<Activity> = fc
  .record({
    index: fc.nat(USERS.length + VISITORS.length - 1),
    name: fc.constantFrom("Content Viewed", "Page Viewed", "Comment Created", "Message Received"),
    ms: fc.oneof(
      fc.nat(900).map((n) => n * 60_000),
      fc.nat(60).map((n) => n * GAP_MS),
      fc.nat(20 * 86_400_000),
    ),
    contentId: fc.option(fc.constantFrom("welcome", "c:3", "pricing"), { nil: null }),
  })
  .map(({ index, name, ms, contentId }) => ({
    ...who(index),
    messageId: null,
    name,
    occurredAt: new Date(START_MS + ms),
    contentId,
    passive: name === "Message Received",
    properties: null,
  }));

/** A member each visitor turned out to be, and earlier ids in any shape: chains, circles, several for one. */
const aliases: fc.Arbitrary<MemberAlias[]> = fc
  .tuple(
    fc.array(fc.option(fc.constantFrom(...USERS), { nil: null }), {
      minLength: VISITORS.length,
      maxLength: VISITORS.length,
    }),
    fc.array(fc.tuple(fc.constantFrom(...USERS), fc.constantFrom(...USERS)), { maxLength: 4 }),
  )
  .map(([owners, previous]) => [
    ...owners.flatMap((userId, index) => (userId === null ? [] : [{ userId, anonymousId: VISITORS[index] ?? "" }])),
    // One text is an id of both kinds, and an alias of it means both: left to a test of its own.
    ...previous.filter(([, previousId]) => previousId !== "42").map(([userId, previousId]) => ({ userId, previousId })),
  ]);

/** Who each id is in the end, by a plain reading of all aliases: the smallest id of a group that nothing replaced. */
function resolve(said: readonly MemberAlias[]): (activity: Activity) => string {
  const groups = new Map(USERS.map((user) => [user, new Set([user])]));
  const superseded = new Set<string>();
  for (const alias of said) {
    if (!("previousId" in alias) || alias.previousId === alias.userId) continue;
    superseded.add(alias.previousId);
    const joined = new Set([...(groups.get(alias.userId) ?? []), ...(groups.get(alias.previousId) ?? [])]);
    for (const user of joined) groups.set(user, joined);
  }
  const main = (user: string) => {
    const all = [...(groups.get(user) ?? [user])].sort();
    return all.find((id) => !superseded.has(id)) ?? all[0] ?? user;
  };
  return ({ memberId, anonymous }) => {
    if (!anonymous) return main(memberId);
    const alias = said.find((one) => "anonymousId" in one && one.anonymousId === memberId);
    return alias === undefined ? `\0${memberId}` : main(alias.userId);
  };
}

const saidTwice = (said: readonly Said[]) => arrivals(said, fc.constant(said));

describe("joining members", () => {
  let test: TestDatabase;
  let deps: IngestDeps;

  beforeAll(async () => {
    test = await createTestDatabase();
    deps = {
      store: createIngestStore(test.database),
      clock: fixedClock(NOW),
      settings: { visitGap: { count: 30, unit: "minutes" }, passiveEvents: [], timezone: "Europe/Paris", events: {} },
    };
  });
  beforeEach(() => emptyIngest(test.database));
  afterAll(() => test.drop());

  const act = (memberId: string, minute: number, more: Partial<Activity> = {}): Activity => ({
    memberId,
    messageId: null,
    name: "Content Viewed",
    occurredAt: new Date(START_MS + minute * 60_000),
    contentId: "welcome",
    passive: false,
    properties: null,
    ...more,
  });
  const members = () =>
    test.database.query<{ id: string | null; role: string; visits: number; views: number }>({
      text: `SELECT external_id AS id, role, visit_count AS visits, view_count AS views FROM member
WHERE merged_into IS NULL ORDER BY external_id COLLATE "C" NULLS LAST`,
      values: [],
    });

  async function record(pieces: readonly (readonly Said[])[]): Promise<void> {
    for (const piece of pieces) {
      const told = piece.flatMap((said) => ("alias" in said ? [said.alias] : []));
      await recordEvents(
        deps,
        piece.flatMap((said) => ("activity" in said ? [said.activity] : [])),
      );
      await aliasMembers(deps, told);
    }
  }

  it("gives the same members, visits, views and counts in any order, split and repeated, as told at once", async () => {
    const scenario = fc
      .tuple(
        fc.uniqueArray(activity, {
          minLength: 1,
          maxLength: 40,
          size: "max",
          selector: (made) => JSON.stringify(made),
        }),
        aliases,
      )
      .chain(([all, told]) =>
        fc.tuple(
          fc.constant(all),
          fc.constant(told),
          saidTwice([...all.map((one) => ({ activity: one })), ...told.map((alias) => ({ alias }))]),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([all, told, pieces]) => {
        await emptyIngest(test.database);
        await record(pieces);
        const facts = await readFacts(test.database);
        const main = resolve(told);
        const expected = expectedFacts(
          all.map((one) => ({ ...one, memberId: main(one) })),
          GAP_MS,
        );
        const known = ({ id }: { id?: string | null }) => typeof id === "string" && !id.startsWith("\0");
        const only = (rows: readonly unknown[]) => (rows as { id?: string | null }[]).filter(known);
        const active = new Set(only(expected.members).map(({ id }) => id));
        expect(only(facts.members).filter(({ id }) => active.has(id))).toEqual(only(expected.members));
        expect(only(facts.visits)).toEqual(only(expected.visits));
        expect(only(facts.views)).toEqual(only(expected.views));
        expect(facts.latestActAt).toEqual(expected.latestActAt);
        const visitors = new Set(all.filter((one) => main(one).startsWith("\0")).map(({ memberId }) => memberId));
        expect(facts.members.filter((row) => (row as { id: string | null }).id === null)).toHaveLength(visitors.size);
        await recomputeFacts(deps);
        const again = await readFacts(test.database);
        expect({
          ...again,
          visits: only(again.visits),
          views: only(again.views),
          members: only(again.members),
        }).toEqual({
          ...facts,
          visits: only(facts.visits),
          views: only(facts.views),
          members: only(facts.members),
        });
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("leaves two members apart who were the same visitor: they share a machine", async () => {
    await recordEvents(deps, [act("v", 0, { anonymous: true }), act("bea", 100), act("carl", 200)]);
    await aliasMembers(deps, [{ userId: "bea", anonymousId: "v" }]);
    await aliasMembers(deps, [{ userId: "carl", anonymousId: "v" }]);
    await recordEvents(deps, [act("v", 300, { anonymous: true })]);
    expect(await members()).toEqual([
      { id: "bea", role: "member", visits: 3, views: 1 },
      { id: "carl", role: "member", visits: 1, views: 1 },
    ]);
  });

  it("joins a visitor whom an activity names beside its member, and what the site says of an old id is of the member", async () => {
    await recordEvents(deps, [act("v", 0, { anonymous: true })]);
    await recordEvents(deps, [act("old", 10, { anonymousId: "v" })]);
    await recordMembers(deps, [{ id: "old", email: "old@example.org", attributes: { plan: "free", seat: 1 } }]);
    await recordMembers(deps, [{ id: "new", name: "N", subscribed: false, attributes: { plan: "paid" } }]);
    expect(await aliasMembers(deps, [{ userId: "new", previousId: "old" }])).toBe(1);
    await recordMembers(deps, [
      { id: "old", firstName: "Nora" },
      { id: "new", lastName: "Noir" },
    ]);
    const rows = await test.database.query({
      text: `SELECT external_id AS id, email, name, first_name, last_name, subscribed, attributes, visit_count FROM member
WHERE merged_into IS NULL`,
      values: [],
    });
    expect(rows).toEqual([
      {
        id: "new",
        email: "old@example.org",
        name: "N",
        first_name: "Nora",
        last_name: "Noir",
        subscribed: false,
        attributes: { plan: "paid", seat: 1 },
        visit_count: 1,
      },
    ]);
    const [left] = await test.database.query({
      text: "SELECT email, email_hash, attributes, role FROM member WHERE merged_into IS NOT NULL",
      values: [],
    });
    expect(left).toEqual({ email: null, email_hash: null, attributes: {}, role: "merged" });
  });

  it("ends as one member where many join and act at the same time", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `m${String(index).padStart(2, "0")}`);
    const work = ids.flatMap((id, index) => {
      const next = ids[(index + 1) % ids.length] ?? "";
      const acts = [act(id, index * 60), act(`v${index}`, index * 60 + 20, { anonymous: true })];
      return [
        recordEvents(deps, acts),
        aliasMembers(deps, [
          { userId: next, previousId: id },
          { userId: id, anonymousId: `v${index}` },
        ]),
        aliasMembers(deps, [{ userId: id, previousId: next }]),
        recordEvents(deps, [...acts].reverse()),
      ];
    });
    await Promise.all(work);
    expect(await members()).toEqual([{ id: "m00", role: "member", visits: 12, views: 1 }]);
  });
});
