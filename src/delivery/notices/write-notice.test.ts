import { describe, expect, it } from "vitest";
import type { NoticeFacts } from "./notice.ts";
import { writeNotice } from "./write-notice.ts";

const PROOF: NoticeFacts = {
  kind: "proof",
  rule: "seven-days-away",
  localDate: "2026-11-25",
  about: "Members who have not come back for a week.",
  firstAt: new Date("2026-11-24T19:00:00Z"),
  funnel: {
    matched: 1412,
    unsubscribed: 12,
    suppressed: 0,
    no_email: 0,
    again_after: 60,
    capped: 0,
    outranked: 0,
    planned: 1340,
  },
  withheld: 134,
  held: 0,
  samples: [
    { member: "m/1", subject: "One", html: "<p>é</p>" },
    { member: "m2", subject: "Two", html: "<p>2</p>" },
  ],
  reviewUrl: "https://news.example/r/token",
};

const inEnglish = (facts: NoticeFacts) => writeNotice(facts, { language: "en", timezone: "Europe/Paris" });
const inFrench = (facts: NoticeFacts) => writeNotice(facts, { language: "fr", timezone: "Europe/Paris" });

describe("a proof", () => {
  it("says when, to whom, and how to hold it, with the digests beside it", () => {
    const mail = inEnglish(PROOF);
    expect(mail.subject).toMatch(/^\[Proof\] seven-days-away, Wednesday,? 25 November 2026: 1,340 digests$/);
    expect(mail.text).toMatch(/Tuesday,? 24 November at 20:00 \(Europe\/Paris\)/);
    expect(mail.text).toContain(
      "\n    1,412  meet the conditions\n  −    12  unsubscribed\n  −    60  had this rule too recently\n  = 1,340  would get a digest\n",
    );
    expect(mail.text).toContain("134 of these are withheld, by lot");
    expect(mail.text).toContain("https://news.example/r/token");
    expect(mail.attachments).toEqual([
      { name: "1-m_1.html", html: "<p>é</p>" },
      { name: "2-m2.html", html: "<p>2</p>" },
    ]);
  });

  it("is French where the community's first language is", () => {
    const { subject, text } = inFrench(PROOF);
    expect(subject.replaceAll(/[\u202f\u00a0]/g, " ")).toBe(
      "[BAT] seven-days-away, mercredi 25 novembre 2026 : 1 340 récapitulatifs",
    );
    expect(text).toContain("mardi 24 novembre à 20:00 (Europe/Paris)");
    expect(text).toContain("c’est le groupe témoin");
  });

  it("says so where there is nothing to show, and where the mailing will be held", () => {
    const { text } = inEnglish({ ...PROOF, samples: [], withheld: 0, held: 1340 });
    expect(text).toContain("There is no digest to show");
    expect(text).not.toContain("by lot");
    expect(text).toContain(
      "1,340 digests will be held when their hour comes. To let them go then: rekindle release seven-days-away",
    );
  });
});

describe("what needs a person", () => {
  const broken = { kind: "broken", file: "a.yaml", mistakes: "a.yaml:3:1: unknown key", standsIn: true } as const;
  const silent = { kind: "silent", rule: "a", since: "2026-11-20", mailings: 3 } as const;
  const held = {
    kind: "held",
    rule: "a",
    localDate: "2026-11-25",
    heldBy: "brake",
    digests: 1240,
    usual: 400.5,
    timezones: ["Europe/Paris", "UTC"],
    until: new Date("2026-11-25T23:00:00Z"),
  } as const;

  const returned = { kind: "returned", what: "hard_bounce", count: 50, mailed: 1200, days: 1, bound: 0.02 } as const;
  const complaints = { ...returned, what: "complaint", count: 5, days: 7, bound: 0.003 } as const;

  it("is told with what it is, what goes on meanwhile, and what to do", () => {
    expect(inEnglish(broken).text).toMatch(/last valid version goes on(.|\n)*a\.yaml:3:1(.|\n)*rekindle rules check/);
    expect(inEnglish({ ...broken, standsIn: false }).text).toContain("no valid version of it is known");
    expect(inEnglish(silent).text).toMatch(/The last 3 mailings(.|\n)*rekindle rules preview a/);
    expect(inEnglish(held).text).toMatch(
      /far more than usual \(401\), in Europe\/Paris, UTC(.|\n)*rekindle release a(.|\n)*Thursday,? 26 November at 00:00/,
    );
    expect(inEnglish(returned).subject).toBe("[Rekindle] 4.2% of the digests of the last day went to dead addresses");
    expect(inEnglish(complaints).text).toMatch(/1,200 digests .* the last 7 days, 5 \(0\.4%\)(.|\n)*Above 0\.3%/);
    expect(inEnglish({ ...held, heldBy: "review" }).text).toMatch(/Somebody who read its proof holds/);
  });

  it("is told in one language from subject to footer", () => {
    for (const facts of [
      PROOF,
      broken,
      { ...broken, standsIn: false },
      silent,
      held,
      { ...held, heldBy: "review" as const },
      returned,
      complaints,
    ]) {
      const french = inFrench(facts);
      expect(`${french.subject} ${french.text}`).not.toMatch(/\b(the|of|with|nobody)\b/i);
      expect(french.text).toContain("Rekindle n’envoie ce message qu’une fois");
      expect(inEnglish(facts).text).not.toMatch(/[éèàç]/);
    }
  });
});
