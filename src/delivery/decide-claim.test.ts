import { describe, expect, it } from "vitest";
import { NO_PACE } from "../core/pace/pace.ts";
import { decideClaims, endOfQuietHours } from "./decide-claim.ts";
import type { ClaimCandidate, CountedDigest, DeliverySettings } from "./ports.ts";

const AT = new Date("2026-11-24T07:30:00Z");

const SETTINGS: DeliverySettings = {
  sending: "on",
  quietHours: null,
  closed: [],
  caps: [],
  consent: "assumed",
  unknown: "hold",
  from: { name: "News", address: "news@example.org" },
  timezone: "Europe/Paris",
  pace: NO_PACE,
};

const CANDIDATE: ClaimCandidate = {
  key: { memberId: 1, digestId: 10 },
  fence: 0,
  state: "rendered",
  rule: "seven-days-away",
  timezone: "Europe/Paris",
  slotAt: AT,
  expiresAt: new Date("2026-11-25T03:00:00Z"),
  attempts: 0,
  boundTo: null,
  email: "ann@members.example",
  subscribed: null,
  consentAt: null,
  suppressed: false,
  frequency: "any",
  pausedUntil: null,
  transactional: false,
  awaited: false,
  paused: false,
  picksClosed: false,
  recomposed: false,
  others: [],
};

function decide(candidate: Partial<ClaimCandidate>, settings: Partial<DeliverySettings> = {}) {
  return decideClaims([{ ...CANDIDATE, ...candidate }], { ...SETTINGS, ...settings }, AT)[0];
}

const end = (state: string, reason: string) => ({ kind: "end", state, reason });
const CLAIM = { kind: "claim" };
const HOLD = { kind: "hold", until: null };

describe("a digest that asks to be sent", () => {
  it("is claimed when nothing speaks against it", () => {
    expect(decide({})).toEqual(CLAIM);
  });

  it("expires at its instant, whatever else is true", () => {
    expect(decide({ expiresAt: AT, paused: true })).toEqual(end("expired", "late"));
  });

  it.each([
    [{ email: null }, "no_email"],
    [{ subscribed: false }, "unsubscribed"],
    [{ suppressed: true }, "suppressed"],
  ])("is suppressed when %j", (candidate, reason) => {
    expect(decide(candidate, { sending: "off" })).toEqual(end("suppressed", reason));
  });

  it("needs a recorded consent only where the settings say so", () => {
    expect(decide({}, { consent: "recorded" })).toEqual(end("suppressed", "no_consent"));
    expect(decide({ consentAt: AT }, { consent: "recorded" })).toEqual(CLAIM);
  });

  it("is held while paused, while sending is off, and for addresses outside the list", () => {
    expect(decide({ paused: true })).toEqual(HOLD);
    expect(decide({}, { sending: "off" })).toEqual(HOLD);
    expect(decide({}, { sending: { only: ["bob@members.example"] } })).toEqual(HOLD);
    expect(decide({ email: " Ann@Members.example" }, { sending: { only: ["ann@members.EXAMPLE"] } })).toEqual(CLAIM);
  });

  it("goes back once to be composed without what was withdrawn, then gives up", () => {
    expect(decide({ picksClosed: true })).toEqual({ kind: "recompose" });
    expect(decide({ picksClosed: true, recomposed: true })).toEqual(end("skipped", "withdrawn"));
  });
});

describe("caps at the claim", () => {
  const other = (capDate: string, change: Partial<CountedDigest> = {}): CountedDigest => ({
    key: { memberId: 1, digestId: 5 },
    state: "accepted",
    slotAt: new Date("2026-11-23T07:00:00Z"),
    capDate,
    ...change,
  });
  const capped = end("skipped", "capped");

  it("count that date and the days before it, in the digest's own timezone", () => {
    const caps = [{ count: 1, days: 7 }];
    expect(decide({ others: [other("2026-11-18")] }, { caps })).toEqual(capped);
    expect(decide({ others: [other("2026-11-17")] }, { caps })).toEqual(CLAIM);
    // In Auckland it is already the 24th at 20:30; in Honolulu still the 23rd.
    expect(decide({ timezone: "Pacific/Honolulu", others: [other("2026-11-17")] }, { caps })).toEqual(capped);
  });

  it("hold when any one of them is reached", () => {
    const caps = [
      { count: 1, days: 1 },
      { count: 3, days: 7 },
    ];
    const others = [other("2026-11-23"), other("2026-11-22")];
    expect(decide({ others }, { caps })).toEqual(CLAIM);
    expect(decide({ others: [...others, other("2026-11-21")] }, { caps })).toEqual(capped);
    expect(decide({ others: [other("2026-11-24")] }, { caps })).toEqual(capped);
  });

  it("let the earlier of two that wait go first, so that they never refuse each other", () => {
    const caps = [{ count: 1, days: 1 }];
    const later = other("2026-11-24", { state: "rendered", key: { memberId: 1, digestId: 11 }, slotAt: AT });
    const earlier = other("2026-11-24", { state: "deferred", key: { memberId: 1, digestId: 9 }, slotAt: AT });
    expect(decide({ others: [later] }, { caps })).toEqual(CLAIM);
    expect(decide({ others: [earlier] }, { caps })).toEqual(capped);
    expect(decide({ others: [{ ...later, state: "claimed" }] }, { caps })).toEqual(capped);
    expect(decide({ others: [{ ...later, state: "unknown" }] }, { caps })).toEqual(capped);
  });
});

describe("what a member chose for themselves", () => {
  const earlier = (capDate: string): CountedDigest => ({
    key: { memberId: 1, digestId: 5 },
    state: "accepted",
    slotAt: new Date("2026-10-01T07:00:00Z"),
    capDate,
  });
  const capped = end("skipped", "capped");

  it.each([
    ["weekly", "2026-11-18", capped],
    ["weekly", "2026-11-17", CLAIM],
    ["monthly", "2026-10-25", capped],
    ["monthly", "2026-10-24", CLAIM],
    ["any", "2026-11-24", CLAIM],
  ] as const)("is a limit beside the caps: %s, the last on %s", (frequency, last, verdict) => {
    expect(decide({ frequency, others: [earlier(last)] })).toEqual(verdict);
    expect(decide({ frequency, others: [earlier(last)], transactional: true })).toEqual(CLAIM);
  });

  it("is counted in the digest's own timezone, like caps", () => {
    // In Honolulu it is still the 23rd, and the 17th less than a week ago.
    const candidate = { frequency: "weekly", others: [earlier("2026-11-17")] } as const;
    expect(decide({ ...candidate, timezone: "Pacific/Honolulu" })).toEqual(capped);
    expect(decide({ ...candidate, timezone: "Pacific/Auckland" })).toEqual(CLAIM);
  });

  it("loosens no cap", () => {
    const caps = [{ count: 1, days: 10 }];
    expect(decide({ frequency: "weekly", others: [earlier("2026-11-16")] }, { caps })).toEqual(capped);
  });

  it("ends every digest while a pause lasts, transactional ones too, and not an instant longer", () => {
    const later = new Date(AT.getTime() + 1);
    for (const transactional of [false, true]) {
      expect(decide({ pausedUntil: later, transactional })).toEqual(end("suppressed", "on_pause"));
      expect(decide({ pausedUntil: AT, transactional })).toEqual(CLAIM);
    }
    expect(decide({ pausedUntil: later, subscribed: false })).toEqual(end("suppressed", "unsubscribed"));
  });
});

describe("quiet hours", () => {
  const night = { from: "21:00", to: "07:30" };
  const end = (at: string, timezone: string, hours = night) =>
    endOfQuietHours(new Date(at), timezone, hours)?.toISOString() ?? null;

  it("hold until their end in the digest's own timezone, then let go", () => {
    expect(end("2026-11-24T06:29:00Z", "Europe/Paris")).toBe("2026-11-24T06:30:00.000Z");
    expect(end("2026-11-24T06:30:00Z", "Europe/Paris")).toBeNull();
    expect(end("2026-11-24T19:59:00Z", "Europe/Paris")).toBeNull();
    expect(end("2026-11-24T20:00:00Z", "Europe/Paris")).toBe("2026-11-25T06:30:00.000Z");
    expect(end("2026-11-24T20:00:00Z", "America/New_York")).toBeNull();
  });

  it("may lie within one day", () => {
    const lunch = { from: "12:00", to: "14:00" };
    expect(end("2026-11-24T11:30:00Z", "Europe/Paris", lunch)).toBe("2026-11-24T13:00:00.000Z");
    expect(end("2026-11-24T10:59:00Z", "Europe/Paris", lunch)).toBeNull();
    expect(end("2026-11-24T11:30:00Z", "Europe/Paris", { from: "12:00", to: "12:00" })).toBeNull();
  });

  it("end at the first instant after a gap in the clocks", () => {
    // In Paris 02:00 to 03:00 does not exist on 2027-03-28.
    expect(end("2027-03-27T23:30:00Z", "Europe/Paris", { from: "21:00", to: "02:30" })).toBe(
      "2027-03-28T01:00:00.000Z",
    );
  });

  it("hold a digest with an instant to try again", () => {
    expect(decide({ timezone: "America/New_York" }, { quietHours: night })).toEqual({
      kind: "hold",
      until: new Date("2026-11-24T12:30:00Z"),
    });
  });
});

describe("a transactional digest", () => {
  const everything: Partial<DeliverySettings> = {
    caps: [{ count: 1, days: 1 }],
    quietHours: { from: "07:00", to: "09:00" },
    closed: [{ from: "2026-11-24", to: "2026-11-24" }],
  };
  const other: CountedDigest = {
    key: { memberId: 1, digestId: 9 },
    state: "accepted",
    slotAt: AT,
    capDate: "2026-11-24",
  };

  it("is held by no cap, quiet hour or closed day", () => {
    expect(decide({ transactional: true, others: [other] }, everything)).toEqual(CLAIM);
    expect(decide({ others: [other] }, everything)).toEqual(end("skipped", "capped"));
  });

  it("leaves for nobody who said no, and not while sending is paused", () => {
    expect(decide({ transactional: true, subscribed: false }, everything)).toEqual(end("suppressed", "unsubscribed"));
    expect(decide({ transactional: true, paused: true }, everything)).toEqual(HOLD);
  });
});

describe("closed days", () => {
  const closed = [{ from: "2026-11-24", to: "2026-11-25" }];
  const hold = (until: string) => ({ kind: "hold", until: new Date(until) });

  it("hold a digest until the next open day's quiet hours end, or its midnight where there are none", () => {
    const quietHours = { from: "21:00", to: "07:30" };
    expect(decide({}, { closed, quietHours })).toEqual(hold("2026-11-26T06:30:00Z"));
    expect(decide({}, { closed })).toEqual(hold("2026-11-25T23:00:00Z"));
    expect(decide({}, { closed, quietHours: { from: "12:00", to: "14:00" } })).toEqual(hold("2026-11-25T23:00:00Z"));
  });

  it("are those of the member's own calendar", () => {
    const tomorrow = [{ from: "2026-11-25", to: "2026-11-25" }];
    expect(decide({}, { closed: tomorrow })).toEqual(CLAIM);
    expect(decide({ timezone: "Pacific/Kiritimati", expiresAt: new Date("2026-11-26T00:00:00Z") }, { closed })).toEqual(
      hold("2026-11-25T10:00:00Z"),
    );
    expect(decide({ timezone: "Pacific/Apia" }, { closed: [{ from: "2026-11-23", to: "2026-11-23" }] })).toEqual(CLAIM);
  });

  it("do not keep a digest from expiring", () => {
    expect(decide({ expiresAt: AT }, { closed })).toEqual(end("expired", "late"));
  });
});
