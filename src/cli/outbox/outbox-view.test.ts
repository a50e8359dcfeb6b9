import { describe, expect, it } from "vitest";
import { DIGEST_STATES } from "../../core/community.ts";
import type { Waiting } from "../../delivery/outbox/list-waiting.ts";
import type { OutboxEntry, ShownDigest } from "../../delivery/outbox/ports.ts";
import { COLUMNS } from "../terminal.ts";
import { tellDigest, tellOutbox } from "./outbox-view.ts";
import { explainStates, STATE_WORDS } from "./outbox-words.ts";

const AT = new Date("2026-11-24T07:30:01Z");
const ENTRY: OutboxEntry = {
  key: { memberId: 1_234_567, digestId: 7_654_321 },
  member: "7f6c1c1e-8f4e-4a0a-9a53-6a1d1a7c1f4e",
  rule: "a-rule-with-quite-a-long-name-for-key-accounts",
  period: "2026-11-24T07:30:00.000Z",
  arm: "treated",
  state: "unknown",
  reason: null,
  heldBy: null,
  slotAt: AT,
  expiresAt: AT,
  holdUntil: null,
  retryAt: null,
  attempts: 1,
  submittedAt: AT,
  acceptedAt: null,
  smtpCode: null,
  smtpText: `the connection was lost after the final dot, before the server's answer\r\n${"x".repeat(200)}`,
};
const OPEN = { sending: "on", open: { paused: false, restored: false, rules: [] } } as const;
const NOTHING = { held: [], digests: 0, ...OPEN };
const DIGEST: ShownDigest = {
  ...ENTRY,
  timezone: "Europe/Paris",
  plannedAt: AT,
  history: [
    {
      at: AT,
      from: "submitting",
      to: "unknown",
      by: "worker a-host 12",
      reason: null,
      relay: "backup",
      smtpCode: 421,
      smtpText: "4.7.0 too many\u001b[31m",
    },
  ],
  clicks: [{ at: new Date("2026-11-24T09:00:00Z"), tag: "human", position: 0, url: "https://club.example/1" }],
  opens: { human: 1, machine: 2 },
  feedback: [{ at: AT, kind: "soft_bounce", source: "ses", status: "4.2.2", text: "mailbox full" }],
  email: "zoe@members.example",
  name: "Zoé",
  locale: "fr",
  ruleVersion: { hash: "0123456789abcdef", file: "a.yaml", source: null },
  picks: [
    { position: 0, contentId: "c1", title: "One\u0007", kind: "hot", score: 0.5, reason: { code: "new" }, held: true },
  ],
  mail: null,
};

const HELD = {
  name: "gmail.com",
  since: new Date("2026-11-24T10:02:00Z"),
  until: new Date("2026-11-24T10:10:00Z"),
  said: "421 4.7.28 too many mails\u001b[31m",
  refusals: 6,
  account: false,
  digests: 312,
};

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe("the outbox as a person reads it", () => {
  it("says what holds mail back, since when, until when, and how much of it", () => {
    const told = tellOutbox({
      states: { rendered: 320 },
      digests: [],
      waiting: { ...NOTHING, held: [HELD], digests: 320 },
    });
    expect(told.replace(/\s+/g, " ")).toContain(
      "gmail.com: 421 since 10:02Z of 2026-11-24, tried again at 10:10Z; 312 digests wait. It said: 421 4.7.28 too many mails",
    );
    expect(told).toContain("8 digests wait for a turn (pace, a warm-up), or for the next try.");
    expect(told).not.toContain("\u001b");
    expect(widest(told)).toBeLessThanOrEqual(COLUMNS);
  });

  it("says what a pause, settings.yaml, the brake, quiet hours and a digest that is not written hold", () => {
    const rule = {
      rule: "a-rule",
      paused: false,
      digests: 9,
      brake: 1,
      review: 0,
      closed: 2,
      opensAt: AT,
      planned: 3,
      plannedSince: AT,
      turn: 0,
    };
    const rendered = { ...ENTRY, state: "rendered" as const, smtpText: null, rule: "a-rule" };
    const tell = (waiting: Partial<Waiting>, digest: Partial<OutboxEntry> = {}) =>
      tellOutbox({
        states: { rendered: 9 },
        digests: [{ ...rendered, ...digest }],
        waiting: { ...NOTHING, ...waiting },
      }).replace(/\s+/g, " ");
    const told = tell({ open: { paused: true, restored: false, rules: [{ ...rule, paused: true }] }, sending: "off" });
    const held = tell({ open: { paused: true, restored: true, rules: [rule] } });
    expect(held).toContain(
      "all is held, and 9 digests wait. If it is the one to go on with: rekindle resume --restored",
    );
    expect(held).toContain("restored: rekindle");
    expect(held).not.toContain("All sending is paused");
    for (const line of [
      "All sending is paused: 9 digests wait. Go on with: rekindle resume",
      "Sending of a-rule is paused: 9 digests wait. Go on with: rekindle resume a-rule",
      'settings.yaml says "sending: off": 9 digests wait.',
      "1 digest of a-rule is held by the brake. Let go with: rekindle release a-rule",
      "2 digests of a-rule wait for the end of quiet hours or closed days, the first until 2026-11-24 07:30Z.",
      "3 digests of a-rule are planned and not written since 2026-11-24 07:30Z",
    ])
      expect(told).toContain(line);
    expect(told).toMatch(/rendered all sending is p/);
    expect(tell({}, { holdUntil: AT })).toMatch(/rendered quiet hours/);
    const shown = tellDigest({ ...DIGEST, ...rendered, holdUntil: AT }, [], OPEN).replace(/\s+/g, " ");
    expect(shown).toContain("(quiet hours or closed days, until 2026-11-24 07:30Z)");
    const login = { ...HELD, name: "relay:587", said: "535 5.7.8 no", account: true };
    expect(tell({ held: [login], digests: 9 })).toContain("It refuses the login or the account");
  });

  it("shows a server's words whole, below each other, and in the list beside the reason", () => {
    const words = `421 ${Array.from({ length: 40 }, (_, at) => `word${at}`).join(" ")} ${"x".repeat(150)}`;
    const [change] = DIGEST.history;
    if (change === undefined) throw new Error("no history");
    const told = tellDigest({ ...DIGEST, history: [{ ...change, smtpText: words }] }, [], OPEN);
    expect(widest(told)).toBeLessThanOrEqual(COLUMNS);
    expect(told.replace(/\s+/g, "")).toContain(words.replace(/\s+/g, ""));
    const failed = { ...ENTRY, rule: "r", state: "failed" as const, reason: "refused", smtpText: "550 no" };
    expect(tellOutbox({ states: { failed: 1 }, digests: [failed], waiting: NOTHING })).toContain("refused: 550 no");
  });

  it("fits the terminal, whatever the names, and never cuts an id", () => {
    const told = tellOutbox({ states: { unknown: 1 }, digests: [ENTRY], waiting: NOTHING });
    expect(widest(told)).toBeLessThanOrEqual(COLUMNS);
    expect(widest(tellDigest(DIGEST, [{ says: "New" }], OPEN))).toBeLessThanOrEqual(COLUMNS);
    expect(widest(explainStates())).toBeLessThanOrEqual(COLUMNS);
    expect(told.split("\n").at(-1)).toMatch(/^1234567\.7654321 {2}/);
  });

  it("begins with what waits for a person and what to do about it", () => {
    const told = tellOutbox({ states: { accepted: 5, unknown: 1 }, digests: [ENTRY], waiting: NOTHING });
    expect(told).toMatch(/^1 digest waits for a person/);
    for (const resolution of ["accepted", "resend", "abandon"])
      expect(told).toContain(`resolve 1234567.7654321 ${resolution}`);
    expect(tellOutbox({ states: { accepted: 5 }, digests: [], waiting: NOTHING })).not.toContain("waits");
  });

  it("explains every state, in the list and in the help", () => {
    const states = Object.fromEntries(DIGEST_STATES.map((state) => [state, 1]));
    for (const state of DIGEST_STATES) {
      expect(tellOutbox({ states, digests: [], waiting: NOTHING })).toContain(STATE_WORDS[state]);
      expect(explainStates()).toContain(STATE_WORDS[state]);
    }
  });

  it("tells a digest's history, what was said of it, and why it proposes what it does, without control characters", () => {
    const told = tellDigest(DIGEST, [{ says: "Published this week" }], OPEN);
    expect(told).toContain("by backup: 421 4.7.0 too many");
    expect(told).toMatch(/came back for now +ses +4\.2\.2 mailbox full/);
    expect(told).toContain("Opens: 1 human, 2 machine.");
    expect(tellDigest({ ...DIGEST, opens: {} }, [{ says: "" }], OPEN)).not.toContain("Opens");
    expect(told).toMatch(/1 +One +hot +0\.500 +Published this week/);
    expect(told).toContain("version 0123456789ab of a.yaml");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
