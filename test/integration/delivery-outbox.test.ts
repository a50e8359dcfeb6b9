import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listOutbox } from "../../src/delivery/outbox/list-outbox.ts";
import { resolveDigest, resolveUnknown } from "../../src/delivery/outbox/resolve-digest.ts";
import { showDigest } from "../../src/delivery/outbox/show-digest.ts";
import { createOutboxStore, createResolveStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { createWaitingStore } from "../../src/platform/postgres/delivery/waiting-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, messageId, NOW, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let db: TestDatabase;
let sink: SmtpSink;
let submitter: Submitter;
let outbox: ReturnType<typeof fillOutbox>;

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  sink = await openSmtpSink();
  submitter = openSubmitter(db.database, { url: sink.url });
});
afterAll(async () => {
  await submitter.transport.close(0);
  await sink.close();
  await db.drop();
});
afterEach(async () => {
  sink.behave();
  await db.database.query({ text: "TRUNCATE digest, digest_mail, pick, member, rule_version", values: [] });
});

const idOf = ({ memberId, digestId }: { memberId: number; digestId: number }) => `${memberId}.${digestId}`;

describe("the outbox", () => {
  it("counts every state and lists what waits for a person before all others, the latest first", async () => {
    const first = await outbox.addDigest({ state: "unknown" });
    const second = await outbox.addDigest({ state: "unknown" });
    const accepted = await outbox.addDigest({ state: "accepted" });
    const deps = { store: createOutboxStore(db.database), waiting: createWaitingStore(db.database) };
    const all = await listOutbox(deps, { state: null, limit: 2, sending: null });
    expect(all.states).toEqual({ accepted: 1, unknown: 2 });
    expect(all.digests.map(({ key }) => key)).toEqual([second, first]);
    const three = await listOutbox(deps, { state: null, limit: 3, sending: null });
    expect(three.digests.map(({ key }) => key)).toEqual([second, first, accepted]);
    const unknown = await listOutbox(deps, { state: "unknown", limit: 10, sending: null });
    expect(unknown.digests.map(({ key }) => key)).toEqual([second, first]);
    expect(unknown.digests[0]).toMatchObject({ rule: "seven-days-away", arm: "treated", state: "unknown" });
  });

  it("counts what waits by what holds it", async () => {
    const [held, turn] = [await outbox.addDigest(), await outbox.addDigest()];
    await outbox.addDigest({ state: "planned" });
    await outbox.addDigest({ state: "accepted" });
    const set = (column: string, id: number) =>
      db.database.query({ text: `UPDATE digest SET ${column} = $1 WHERE id = $2`, values: [NOW, id] });
    await set("hold_until", held.digestId);
    await set("retry_at", turn.digestId);
    const store = createWaitingStore(db.database);
    const { paused, rules } = await store.countOpen();
    expect(paused).toBe(false);
    expect(rules).toMatchObject([
      { rule: "seven-days-away", paused: false, digests: 3, planned: 1, closed: 1, opensAt: NOW, turn: 1, brake: 0 },
    ]);
    await db.database.query({ text: "INSERT INTO rule_status (rule, paused) VALUES ('other', true)", values: [] });
    expect((await store.countOpen()).rules[0]).toMatchObject({ rule: "other", paused: true, digests: 0 });
    await db.database.query({ text: "DELETE FROM rule_status", values: [] });
  });

  it("shows the mail as it was sent, its rule's version and its picks", async () => {
    const key = await outbox.addDigest();
    await db.database.query({
      text: "INSERT INTO rule_version VALUES ('seven-days-away', 'hash', 'seven-days-away.yaml', 'rule: x', $1, $1)",
      values: [NOW],
    });
    await submitter.submit([key]);
    expect(await showDigest({ store: createOutboxStore(db.database) }, idOf(key))).toMatchObject({
      key,
      state: "accepted",
      acceptedAt: NOW,
      smtpCode: 250,
      ruleVersion: { hash: "hash", file: "seven-days-away.yaml", source: "rule: x" },
      picks: [{ position: 0, kind: "hot", title: "One", reason: { code: "recent" }, held: true }],
      mail: { messageId: messageId(key), subject: "Hello", html: "<p>Hello</p>", text: "Hello" },
    });
  });

  it.each(["", "12", "12.x", "0.1", "../etc"])("says what an id looks like when given %j", async (id) => {
    await expect(showDigest({ store: createOutboxStore(db.database) }, id)).rejects.toMatchObject({ code: "usage" });
  });
});

describe("a digest whose fate is unknown", () => {
  const deps = () => ({ store: createResolveStore(db.database), clock: { now: () => NOW }, person: "ada" });
  const resolve = (id: string, resolution: "accepted" | "resend" | "abandon") => resolveDigest(deps(), id, resolution);

  async function loseOne() {
    const key = await outbox.addDigest();
    sink.misbehave("dot", { drop: "rst" }, { times: 1 });
    expect(await submitter.submit([key])).toMatchObject({ unknown: 1 });
    return key;
  }

  it("may be said to have arrived", async () => {
    const key = await loseOne();
    await resolve(idOf(key), "accepted");
    expect(await outbox.read(key)).toMatchObject({ state: "accepted", acceptedAt: NOW, heldPicks: 1 });
  });

  it("may be sent again: due at once, with the same Message-ID", async () => {
    const key = await loseOne();
    await resolve(idOf(key), "resend");
    expect(await submitter.submit([key])).toMatchObject({ accepted: 1 });
    expect(sink.dots(messageId(key))).toBe(2);
  });

  it("may be given up, and gives its picks back", async () => {
    const key = await loseOne();
    await resolve(idOf(key), "abandon");
    expect(await outbox.read(key)).toMatchObject({ state: "abandoned", heldPicks: 0 });
  });

  it("keeps in its log who said so", async () => {
    const key = await loseOne();
    await resolve(idOf(key), "abandon");
    const { history } = await showDigest({ store: createOutboxStore(db.database) }, idOf(key));
    expect(history.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "rendered claimed",
      "claimed submitting",
      "submitting unknown",
      "unknown abandoned",
    ]);
    expect(history.at(-1)).toMatchObject({ by: "person ada", reason: "resolved" });
    expect(history.at(-2)?.smtpText).not.toBe("");
  });

  it("is resolved with all that have waited so long, and with none that has not", async () => {
    const keys = [await loseOne(), await loseOne(), await loseOne()];
    const text = "UPDATE digest SET changed_at = changed_at - interval '2 days' WHERE id = ANY($1)";
    await db.database.query({ text, values: [keys.slice(1).map(({ digestId }) => digestId)] });
    expect(await resolveUnknown(deps(), 86_400_000, "accepted")).toBe(2);
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states).toEqual(["unknown", "accepted", "accepted"]);
  });

  it("is resolved once, by whoever comes first", async () => {
    const key = await loseOne();
    const results = await Promise.allSettled([resolve(idOf(key), "resend"), resolve(idOf(key), "abandon")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(resolve(idOf(key), "accepted")).rejects.toMatchObject({ code: "usage" });
    await expect(resolve("999.999", "accepted")).rejects.toMatchObject({ code: "not_found" });
  });
});
