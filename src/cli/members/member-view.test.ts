import { describe, expect, it } from "vitest";
import type { ShownMember } from "../../audience/explaining/ports.ts";
import { tellMember } from "./member-view.ts";

const MEMBER: ShownMember = {
  id: "42",
  email: "zoe@example.org",
  locale: "fr-FR",
  timezone: null,
  role: "member",
  joinedAt: new Date("2026-11-23T23:00:00Z"),
  consent: { subscribed: null, at: null, source: null, suppressed: null },
  preferences: null,
  left: null,
  visits: { count: 0, last: null, usualIntervalDays: null, meanIntervalDays: null, intervalTrend: null },
  views: { count: 0 },
  themes: [],
  digestCounts: [],
  digests: [],
};
const PARIS = { timezone: "Europe/Paris", consent: "assumed" } as const;

describe("what is told of a member", () => {
  it("has the days that were imported, by the community's clocks", () => {
    const told = tellMember(MEMBER, PARIS);
    expect(told).toContain("Europe/Paris");
    expect(told).toMatch(/^joined +2026-11-24 00:00$/m);
    const lastViewedAt = new Date("2026-11-23T23:30:00Z");
    expect(tellMember({ ...MEMBER, themes: [{ theme: "api", affinity: 1, views: 1, lastViewedAt }] }, PARIS)).toMatch(
      /^api .* 2026-11-24$/m,
    );
  });

  it("has the end of a pause as the day of the member's own that they chose", () => {
    const pausedUntil = new Date("2099-01-31T15:00:00Z");
    const preferences = {
      frequency: "any" as const,
      language: null,
      themesOff: [],
      pausedUntil,
      changedAt: new Date("2026-11-01T00:00:00Z"),
      changedBy: "person ann",
    };
    const told = tellMember({ ...MEMBER, timezone: "Asia/Tokyo", preferences }, PARIS);
    expect(told).toContain("no mail before 2099-02-01");
  });

  it("says why no mail comes, and never that it may beside it", () => {
    const mailOf = (change: Partial<ShownMember>, consent: "assumed" | "recorded" = "assumed") =>
      /^mail +(.*)$/m.exec(tellMember({ ...MEMBER, ...change }, { ...PARIS, consent }))?.[1];
    expect(mailOf({})).toBe("may be mailed: never said no");
    expect(mailOf({ email: null })).toBe("never: no e-mail address");
    expect(mailOf({ role: "staff" })).toBe("no digests: staff");
    expect(mailOf({}, "recorded")).toContain("no yes");
    const said = { subscribed: true, at: null, source: "import", suppressed: null };
    expect(mailOf({ consent: said })).toBe("said yes, by import");
    expect(mailOf({ consent: { ...said, suppressed: "hard_bounce" } })).toContain("came back for good");
  });

  it("has all digests by state, in words, and the latest ten", () => {
    const digests = Array.from({ length: 44 }, (_, at) => ({
      id: `7.${at}`,
      rule: "morning",
      period: "2026-11-01",
      arm: "held_out" as const,
      state: at % 2 === 0 ? "withheld" : "skipped",
      reason: at % 2 === 0 ? null : "too_few",
      subject: null,
    }));
    const digestCounts = [
      { state: "skipped", digests: 22 },
      { state: "withheld", digests: 22 },
    ];
    const told = tellMember({ ...MEMBER, digests, digestCounts }, PARIS);
    expect(told.match(/^7\./gm)).toHaveLength(10);
    expect(told).toContain("44 digests in all. The latest 10");
    expect(told).toMatch(/^withheld +22 +never mailed: the member is held out/m);
    expect(Math.max(...told.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
