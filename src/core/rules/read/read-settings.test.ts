import { describe, expect, it } from "vitest";
import { brief, settings } from "../../../../test/support/settings-of.ts";
import { checkFolder } from "./check-folder.ts";

describe("checking settings", () => {
  it("fills in what is not written, with sending off", () => {
    expect(settings("languages: [fr, en]").settings).toMatchObject({
      sending: "off",
      languages: ["fr", "en"],
      timezone: "Europe/Paris",
      caps: [
        { count: 1, days: 1 },
        { count: 3, days: 7 },
      ],
    });
    expect(checkFolder([]).settings).toMatchObject({
      sending: "off",
      holdout: { share: 0.1, by: "member", never: null },
    });
  });

  it("has no settings when one of them is wrong, and tells each", () => {
    const { settings: read, mistakes } = settings(
      'sending: onn\ncaps: ["3 in 7 days"]\nclosed: [2026-12-25, 2026-08-23..2026-08-01]\ntimezone: Europe/Pariss\norder: [a, b]\nxyzzy: red\n',
    );
    expect(read).toBeNull();
    expect(brief(mistakes)).toEqual([
      ["mistake", 1, 10, 'did you mean "on"?'],
      ["mistake", 2, 8, 'write "1 per day", "3 per 7 days"'],
      ["mistake", 3, 22, "write 2026-12-25, or 2026-08-01..2026-08-23"],
      ["mistake", 4, 11, "names are those of the IANA list: Europe/Paris, America/Montreal, Indian/Reunion"],
      ["mistake", 5, 12, 'did you mean "a"?'],
      ["mistake", 6, 1, expect.stringMatching(/^one of: sending, brand/)],
    ]);
  });

  it("says all that sending may be, and that the address of bounces is bounded as a whole", () => {
    expect(brief(settings("sending: yes please\n").mistakes)).toEqual([
      ["mistake", 1, 10, "write off, on, or { only: [address, …] }"],
    ]);
    const { mistakes } = settings("bounces: { address: bounces@bounces.my-community.example }\n");
    expect(mistakes[0]?.message).toContain("the whole address in at most 31 characters");
    expect(brief(mistakes)[0]?.[3]).toContain("a short name, such as b@example.org");
  });

  it("reads notes by date, one text for all languages or one for each", () => {
    const { mistakes, settings: read } = settings(
      "languages: [en, fr]\nnotes:\n  - { date: 2026-12-01, text: { en: New home page, fr: Nouvelle page } }\n  - { date: 2026-03-01, text: Strike }\n",
    );
    expect(mistakes).toEqual([]);
    expect(read?.notes).toEqual([
      { date: "2026-03-01", text: { en: "Strike", fr: "Strike" } },
      { date: "2026-12-01", text: { en: "New home page", fr: "Nouvelle page" } },
    ]);
    expect(brief(settings("notes: [{ date: 1 March, text: Strike }]\n").mistakes)).toEqual([
      ["mistake", 1, 17, "year, month, day: 2026-11-24"],
    ]);
  });

  it("warns of a holdout of nobody that is to be drawn anew each quarter, and takes it", () => {
    const { mistakes, settings: read } = settings("languages: [fr, en]\nholdout:\n  share: 0%\n  rotate: quarterly\n");
    expect(brief(mistakes)).toEqual([
      ["warning", 3, 10, expect.stringContaining("a share such as 10%")],
      ["warning", 4, 11, "expected a share above 0%, such as share: 10%; or remove rotate"],
    ]);
    expect(read?.holdout).toMatchObject({ share: 0, rotate: "quarterly" });
    expect(settings("holdout: { share: 10%, rotate: quarterly }\n").mistakes).toEqual([]);
  });

  it("warns of treatments and of goals whose names differ only by capitals, accents or marks", () => {
    const { mistakes, settings: read } = settings(`treatments:
  - { name: "Visite d'accueil", activity: A }
  - { name: VISITE D’ACCUEIL, activity: B }
  - { name: 歓迎, activity: C }
  - { name: 案内, activity: D }
goals:
  Fidélité: { indicator: weekly_share, target: 35% }
  fidelite: { indicator: visibility, target: 40% }
`);
    expect(mistakes.map(({ severity, line, message }) => [severity, line, message])).toEqual([
      ["warning", 3, '"VISITE D’ACCUEIL" and "Visite d\'accueil" differ only by capitals, accents or marks'],
      ["warning", 8, '"fidelite" and "Fidélité" differ only by capitals, accents or marks'],
    ]);
    expect([read?.treatments.length, read?.goals.length]).toEqual([4, 2]);
  });

  it("tells all that is wrong with a block at once, in words of ours", () => {
    const told = (text: string) =>
      settings(text).mistakes.map(({ line, column, message, hint }) => `${line}:${column} ${message} = ${hint}`);
    expect(told("links: { utm: { Source: x, medium: 5 } }\n")).toEqual([
      '1:17 "Source" is not a key here = write small letters: source, medium, campaign',
      '1:36 "5" is not a text = write a text',
    ]);
    expect(told('notes: ["x", 5]\n')).toEqual([
      '1:9 "x" is not a block of keys = write a block of keys: { key: value }',
      '1:14 "5" is not a block of keys = write a block of keys: { key: value }',
    ]);
    expect(told("goals: { a: { indicator: weekly_shar, target: lots, by: soon, serves: [revisi] } }\n")).toEqual([
      '1:26 "weekly_shar" is no indicator = did you mean "weekly_share"?',
      '1:47 "lots" is no value = write a value such as 40%, 7 days or 1200',
      '1:57 "soon" is not a date such as 2026-11-24 = year, month, day: 2026-11-24',
      '1:72 "revisi" is no indicator = did you mean "revisit"?',
    ]);
    expect(told("goals: { a: { indicator: revisit, target: 40%, by: soon } }\n")).toEqual([
      expect.stringContaining('"40%" is no value of revisit'),
      expect.stringContaining('"soon" is not a date'),
    ]);
    expect(told('pace: { at_most: fast, domains: { "@gmail.com": quick } }\n')).toEqual([
      expect.stringContaining('"fast" is not a pace'),
      expect.stringContaining('1:35 "@gmail.com" is no domain'),
      expect.stringContaining('"quick" is not a pace'),
    ]);
    expect(
      told(
        "treatments: [{ name: M, assignment: random, trait: { a: b }, draw: { trait: m, treated: a, control: a, share: 150% } }]\n",
      ),
    ).toEqual([
      expect.stringContaining("who was drawn is said by draw"),
      expect.stringContaining("a trait does not say when it was drawn"),
      expect.stringContaining('"treated" and "control" are the same'),
      expect.stringContaining('"150%" is not a share'),
    ]);
    expect(told("worth: { visit: -1 }\n")).toEqual(['1:17 "-1" is not above 0 = write a number above 0, such as 2.00']);
  });

  it("advises what can be written, in the unit that is usual there", () => {
    const hint = (text: string) => settings(text).mistakes[0]?.hint;
    expect(hint("catch_up: 6\n")).toBe('did you mean "6 hours"?');
    expect(hint("visit_gap: 30\n")).toBe('did you mean "30 minutes"?');
    expect(hint("expire_after: 0 hours\n")).toBe('write "1 hour" or more');
    expect(hint("brand: { logo: our.example/logo.png }\n")).toBe('did you mean "https://our.example/logo.png"?');
    expect(hint('brand: { logo: "javascript:alert(1)" }\n')).toContain("https://example.org/logo.png");
    const alone = checkFolder([{ file: "settings.yaml", text: "order: [welcome]\n" }]);
    expect(alone.mistakes.map((mistake) => mistake.hint)).toEqual(["there is no file of a rule"]);
  });

  it("counts the mistakes that are too many to be told", () => {
    const caps = Array.from({ length: 60 }, (_, n) => `${n} per hour`).join(", ");
    expect(settings(`caps: [${caps}]\n`).mistakes.at(-1)).toMatchObject({
      severity: "mistake",
      message: "and 10 more mistakes",
      standsFor: 10,
    });
  });

  it("warns that a share of 0% ends the holdout, which a community may want, and takes it", () => {
    const { mistakes, settings: read } = settings("holdout: { share: 0% }\n");
    expect(mistakes.map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", expect.stringContaining("a holdout that runs ends with the next mailing")],
    ]);
    expect(read?.holdout).toMatchObject({ share: 0 });
    expect(settings("holdout: { by: member }\n").mistakes).toEqual([]);
    // What the warning says to write ends it.
    expect(mistakes[0]?.hint).toContain('"holdout: off"');
    expect(settings("holdout: off\n")).toMatchObject({ mistakes: [], settings: { holdout: read?.holdout } });
    expect(settings("holdout: none\n").mistakes).toMatchObject([
      { message: '"none" does not fit here', hint: "write { share: 10%, by: member }, or off" },
    ]);
    expect(settings("holdout: { shar: 20, by: team }\n").mistakes.map(({ message }) => message)).toEqual([
      'unknown key "shar"',
      '"20" is not a share such as 10%',
      '"team" is not one of member, company',
    ]);
  });

  it("brakes unless told otherwise, offers nothing again, and writes to nobody", () => {
    const quiet = { before: { count: 2, unit: "hours" }, to: [] };
    expect(checkFolder([]).settings).toMatchObject({
      brake: 3,
      offerAgainDays: null,
      review: quiet,
      alerts: { to: [] },
    });
    const { settings: off } = settings("brake: off\noffer_again: never\nreview: off\n");
    expect(off).toMatchObject({ brake: null, offerAgainDays: null, review: quiet });
    expect(brief(settings("brake: 1x\noffer_again: 60 days\nreview: { to: [nobody] }\n").mistakes)).toEqual([
      ["mistake", 1, 8, expect.stringContaining("more than 1x")],
      ["mistake", 2, 14, 'did you mean "after 60 days"?'],
      ["mistake", 3, 16, "write an e-mail address"],
    ]);
  });

  it("asks for a sender where mail may leave, be it to the team alone", () => {
    expect(settings("sending: on\n").mistakes[0]?.message).toMatch(/"from" is missing/);
    expect(settings("sending: off\nalerts: { to: [me@example.org] }\n").mistakes[0]?.message).toMatch(
      /"from" is missing/,
    );
    expect(settings("sending: off\nalerts: { to: [] }\n").mistakes).toEqual([]);
  });

  it("takes the site's names of events for those that are known here, and no others", () => {
    const { settings: read, mistakes } = settings("events: { read: Content Viewed, talked: Comment Created }\n");
    expect(mistakes).toEqual([]);
    expect(read?.events).toEqual({ read: "Content Viewed", talked: "Comment Created" });
    expect(brief(settings("events: { read: Content View }\n").mistakes)).toEqual([
      ["mistake", 1, 17, 'did you mean "Content Viewed"?'],
    ]);
  });

  it.each(["off", "null", '"off"'])(
    "has no quiet hours where they are %s, and some where nothing is said",
    (written) => {
      expect(settings(`quiet_hours: ${written}\n`)).toMatchObject({ mistakes: [], settings: { quietHours: null } });
      expect(settings("sending: off\n").settings?.quietHours).toEqual({ from: "21:00", to: "07:30" });
    },
  );

  it("says that quiet hours may be off", () => {
    expect(settings("quiet_hours: none\n").mistakes).toMatchObject([{ hint: expect.stringContaining("or off") }]);
  });

  it("reads every key", () => {
    const { settings: read, mistakes } = settings(
      `sending: { only: [Me@Example.org] }
from: { name: Us, address: us@example.org }
closed: [2026-12-25, 2026-08-01..2026-08-23]
caps: [2 per day, 3 per 2 weeks]
holdout: { share: 12.5%, by: company, never: { member: { plan: premium } } }
quiet_hours: null
brake: 2.5x
offer_again: after 60 days
review: { before: 90 minutes, to: [me@example.org] }
alerts: { to: [me@example.org, you@example.org] }
pinned: [{ content: 12, until: 2026-12-31, for: { joined: { within: 2 weeks } } }]
team: ["@Site.org"]
`,
    );
    expect(mistakes).toEqual([]);
    expect(read).toMatchObject({
      sending: { only: ["me@example.org"] },
      closed: [
        { from: "2026-12-25", to: "2026-12-25" },
        { from: "2026-08-01", to: "2026-08-23" },
      ],
      caps: [
        { count: 2, days: 1 },
        { count: 3, days: 14 },
      ],
      holdout: { share: 0.125, by: "company", never: { kind: "member" } },
      quietHours: null,
      brake: 2.5,
      offerAgainDays: 60,
      review: { before: { count: 90, unit: "minutes" }, to: ["me@example.org"] },
      alerts: { to: ["me@example.org", "you@example.org"] },
      pinned: [{ content: "12", until: "2026-12-31", for: { kind: "joined" } }],
      team: ["@site.org"],
    });
  });
});
