import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DigestKey, DigestState } from "../../src/core/community.ts";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import type { Feedback, FeedbackStore } from "../../src/delivery/feedback/ports.ts";
import { addressHasher } from "../../src/platform/postgres/address-hash.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, NOW } from "../support/outbox.ts";

const DAY_MS = 86_400_000;

let db: TestDatabase;
let outbox: ReturnType<typeof fillOutbox>;
let store: FeedbackStore;
let hashAddress: (address: string) => Buffer;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  store = createFeedbackStore(db.database);
  hashAddress = await addressHasher(db.database);
});
afterAll(() => db.drop());
afterEach(() =>
  db.database.query({ text: "TRUNCATE feedback, digest, digest_mail, pick, member, suppression", values: [] }),
);

/** Of a member with this address, by the installation's own hash. */
async function digestOf(email: string, state: DigestState = "accepted", memberId?: number): Promise<DigestKey> {
  const key = await outbox.addDigest({ email, state, ...(memberId !== undefined && { memberId }) });
  await db.database.query({
    text: "UPDATE member SET email_hash = $2 WHERE id = $1",
    values: [key.memberId, hashAddress(email)],
  });
  return key;
}

function says(kind: Feedback["kind"], key: DigestKey | null, more: Partial<Feedback> = {}): Feedback {
  return {
    kind,
    key,
    address: null,
    source: "smtp",
    sourceId: `report ${++count}`,
    at: NOW,
    status: null,
    text: "550 5.1.1 no such user",
    ...more,
  };
}

const suppressions = () =>
  db.database.query<{ reason: string; source: string }>({
    text: "SELECT reason, source FROM suppression ORDER BY source",
    values: [],
  });

const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

describe("a report about a digest", () => {
  it("moves it and gives the picks of what came back again", async () => {
    const bounced = await digestOf("a@members.example");
    const delivered = await digestOf("b@members.example");
    const complained = await digestOf("c@members.example");
    await store.record(
      [says("soft_bounce", bounced), says("delivered", delivered), says("complaint", complained)],
      NOW,
    );
    expect(await outbox.read(bounced)).toMatchObject({
      state: "bounced",
      reason: "soft_bounce",
      heldPicks: 0,
      smtpCode: 550,
      smtpText: "550 5.1.1 no such user",
    });
    expect(await outbox.read(delivered)).toMatchObject({ state: "delivered", reason: null, heldPicks: 1 });
    expect(await outbox.read(complained)).toMatchObject({ state: "complained", reason: "complaint", heldPicks: 1 });
  });

  it.each(["unknown", "submitting", "deferred", "claimed"] as const)("settles one that is %s", async (state) => {
    const key = await digestOf("a@members.example", state);
    const submittedAt = daysAgo(1);
    await db.database.query({ text: "UPDATE digest SET submitted_at = $1", values: [submittedAt] });
    await store.record([says("delivered", key)], NOW);
    expect(await outbox.read(key)).toMatchObject({ state: "delivered", acceptedAt: submittedAt });
    const [last] = await db.database.query({
      text: "SELECT from_state, by FROM digest_transition WHERE member_id = $1 ORDER BY id DESC LIMIT 1",
      values: [key.memberId],
    });
    expect(last).toEqual({ from_state: state, by: "bounce" });
  });

  it("counts once, and the gravest of several holds in whatever order they come", async () => {
    const key = await digestOf("a@members.example");
    const complaint = says("complaint", key);
    expect(await store.record([complaint, says("delivered", key), complaint], NOW)).toEqual({
      recorded: 2,
      unmatched: 0,
      suppressed: 1,
    });
    expect(await store.record([complaint, says("hard_bounce", key)], NOW)).toEqual({
      recorded: 1,
      unmatched: 0,
      suppressed: 0,
    });
    expect(await outbox.read(key)).toMatchObject({ state: "complained" });
    expect(await suppressions()).toEqual([{ reason: "complaint", source: `digest ${formatDigestKey(key)}` }]);
  });

  it("about no digest and no member's address is kept, and nothing follows", async () => {
    const key = await digestOf("a@members.example");
    const nobody = { memberId: key.memberId, digestId: key.digestId + 1 };
    const reports = [
      says("hard_bounce", nobody, { address: "a@members.example" }),
      says("hard_bounce", null, { address: "stranger@members.example" }),
      says("hard_bounce", null),
    ];
    expect(await store.record(reports, NOW)).toEqual({ recorded: 3, unmatched: 3, suppressed: 0 });
    expect(await suppressions()).toEqual([]);
    expect(await outbox.read(key)).toMatchObject({ state: "accepted" });
  });

  it("says nothing of the address that its member has by now", async () => {
    const key = await digestOf("new@members.example");
    const other = await digestOf("other@members.example", "rendered");
    await store.record([says("hard_bounce", key, { address: "Other@members.example" })], NOW);
    expect(await outbox.read(key)).toMatchObject({ state: "bounced" });
    expect(await suppressions()).toEqual([]);
    expect(await outbox.read(other)).toMatchObject({ state: "rendered" });
  });
});

describe("a hard bounce or a complaint", () => {
  it.each([
    ["hard_bounce", "hard_bounce"],
    ["complaint", "complaint"],
    ["unsubscribed", "unsubscribed"],
  ] as const)("(%s) ends at once what is queued for everybody with the address", async (kind, reason) => {
    const key = await digestOf("Shared@members.example");
    const queued = await digestOf("shared@members.example", "rendered");
    const planned = await digestOf("shared@members.example", "planned");
    const uncertain = await digestOf("shared@members.example", "unknown");
    const other = await digestOf("other@members.example", "rendered");
    await store.record([says(kind, key)], NOW);
    for (const ended of [queued, planned])
      expect(await outbox.read(ended)).toMatchObject({ state: "suppressed", reason });
    expect((await outbox.read(queued)).heldPicks).toBe(0);
    expect(await outbox.read(uncertain)).toMatchObject({ state: "unknown" });
    expect(await outbox.read(other)).toMatchObject({ state: "rendered" });
    expect(await suppressions()).toEqual([{ reason, source: `digest ${formatDigestKey(key)}` }]);
  });

  it("is matched by the address alone where a provider knows no more", async () => {
    const queued = await digestOf("a@members.example", "rendered");
    await store.record([says("hard_bounce", null, { source: "ses", address: " A@members.example" })], NOW);
    expect(await outbox.read(queued)).toMatchObject({ state: "suppressed" });
    expect(await suppressions()).toEqual([{ reason: "hard_bounce", source: "ses" }]);
  });

  it("keeps the first reason, but all stand above an unsubscribing, which a yes lifts, and a complaint above all", async () => {
    const key = await digestOf("a@members.example");
    await store.record([says("unsubscribed", key)], NOW);
    await store.record([says("hard_bounce", key)], NOW);
    expect(await suppressions()).toMatchObject([{ reason: "hard_bounce" }]);
    await store.record([says("unsubscribed", key)], NOW);
    expect(await suppressions()).toMatchObject([{ reason: "hard_bounce" }]);
    expect(await store.record([says("complaint", key)], NOW)).toMatchObject({ suppressed: 0 });
    await store.record([says("hard_bounce", key)], NOW);
    expect(await suppressions()).toMatchObject([{ reason: "complaint" }]);
  });

  it("by a provider's unsubscribe button becomes the member's own no", async () => {
    const key = await digestOf("a@members.example");
    await store.record([says("unsubscribed", key, { source: "mailgun" })], NOW);
    const [member] = await db.database.query({ text: "SELECT subscribed, consent_source FROM member", values: [] });
    expect(member).toEqual({ subscribed: false, consent_source: `digest ${formatDigestKey(key)}` });
    expect(await outbox.read(key)).toMatchObject({ state: "delivered" });
  });
});

describe("soft bounces", () => {
  const bounce = async (email: string, days: number, memberId?: number) => {
    const key = await digestOf(email, "accepted", memberId);
    await store.record([says("soft_bounce", key, { at: daysAgo(days) })], daysAgo(days));
    return key;
  };

  it("suppress an address once their score, halved every two weeks, reaches three", async () => {
    const { memberId } = await bounce("a@members.example", 3);
    await bounce("a@members.example", 2, memberId);
    await bounce("a@members.example", 1, memberId);
    expect(await suppressions()).toEqual([]);
    await bounce("a@members.example", 0, memberId);
    expect(await suppressions()).toMatchObject([{ reason: "soft_bounces" }]);
  });

  it("of long ago weigh nothing, whenever they are told", async () => {
    const keys: DigestKey[] = [];
    for (let digest = 0; digest < 5; digest += 1)
      keys.push(await digestOf("a@members.example", "accepted", keys[0]?.memberId));
    await store.record(
      keys.map((key) => says("soft_bounce", key, { at: daysAgo(90) })),
      NOW,
    );
    expect(await suppressions()).toEqual([]);
  });

  it("count once a digest, and not what a clock ahead of ours would add", async () => {
    const key = await digestOf("a@members.example");
    await store.record(
      [1, 2, 3, 4, 5].map(() => says("soft_bounce", key, { at: daysAgo(-400) })),
      NOW,
    );
    expect(await suppressions()).toEqual([]);
  });

  it("are forgotten when something arrives", async () => {
    const { memberId } = await bounce("a@members.example", 4);
    await bounce("a@members.example", 3, memberId);
    await bounce("a@members.example", 2, memberId);
    const read = await digestOf("a@members.example", "accepted", memberId);
    await store.record([says("delivered", read, { source: "click", at: daysAgo(1) })], daysAgo(1));
    await bounce("a@members.example", 0, memberId);
    expect(await suppressions()).toEqual([]);
  });

  it("add up as the formula says, whatever comes between them", async () => {
    const event = fc.record({
      day: fc.nat({ max: 40 }),
      kind: fc.constantFrom("soft_bounce", "soft_bounce", "soft_bounce", "delivered"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 10 }), async (events) => {
        const email = `p${++count}@members.example`;
        const told = [...events].sort((one, other) => one.day - other.day);
        let memberId: number | undefined;
        let bounces: number[] = [];
        let arrivedAt = -1;
        let expected = false;
        for (const { day, kind } of told) {
          const at = daysAgo(40 - day);
          const key = await digestOf(email, "accepted", memberId);
          ({ memberId } = key);
          await store.record([says(kind, key, { at })], at);
          // What bounced at the very instant at which something arrived is forgotten, as is what bounced before.
          if (kind === "delivered") {
            arrivedAt = day;
            bounces = [];
          } else if (day > arrivedAt) bounces.push(day);
          const score = bounces.reduce((sum, then) => sum + 0.5 ** ((day - then) / 14), 0);
          if (kind === "soft_bounce" && score >= 3) expected = true;
        }
        const [found] = await db.database.query<{ n: number }>({
          text: "SELECT count(*) AS n FROM suppression WHERE email_hash = $1",
          values: [hashAddress(email)],
        });
        expect(Number(found?.n) === 1).toBe(expected);
      }),
      { numRuns: 40, seed: 20_261_127 },
    );
  });

  it("leave the address alone where the provider threw the mail away itself", async () => {
    const keys: DigestKey[] = [];
    for (let digest = 0; digest < 5; digest += 1)
      keys.push(await digestOf("a@members.example", "accepted", keys[0]?.memberId));
    await store.record(
      keys.map((key) => says("not_sent", key)),
      NOW,
    );
    expect(await suppressions()).toEqual([]);
    expect(await outbox.read(keys[0] as DigestKey)).toMatchObject({ state: "bounced", reason: "not_sent" });
  });
});

it("writers of the same reports at the same time count each once", async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => digestOf(`m${n}@members.example`)));
  const reports = keys.map((key) => says("hard_bounce", key));
  const results = await Promise.all([
    store.record(reports, NOW),
    store.record([...reports].reverse(), NOW),
    store.record(reports, NOW),
  ]);
  expect(results.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(20);
  expect(results.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBe(20);
});

it("words with control characters are kept as one line", async () => {
  const key = await digestOf("a@members.example");
  await store.record([says("hard_bounce", key, { text: "550\u0000 no\r\nsuch\tuser" })], NOW);
  expect((await outbox.read(key)).smtpText).toBe("550 no such user");
});
