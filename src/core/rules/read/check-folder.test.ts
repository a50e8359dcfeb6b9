import { describe, expect, it } from "vitest";
import type { Mistake } from "../text/mistake.ts";
import { checkFolder, type FolderFile } from "./check-folder.ts";

const DIGEST = "digest: { subject: { en: Hello, fr: Bonjour } }";
const GOOD = `rule: a
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
${DIGEST}
`;

/** The good rule with one part written otherwise. */
function rule(replace: Partial<Record<"when" | "send" | "digest" | "more", string>>): string {
  return [
    "rule: a",
    replace.when ?? "when: { inactive: 7 days }",
    replace.send ?? 'send: { every: day, at: "08:00" }',
    replace.digest ?? DIGEST,
    ...(replace.more === undefined ? [] : [replace.more]),
    "",
  ].join("\n");
}

function upon(written: string): string {
  return `rule: a\nupon: { ${written} }\ndigest: { subject: { en: Hello, fr: Bonjour } }\n`;
}

type Expected = readonly [
  text: string,
  line: number,
  column: number,
  length: number,
  message: RegExp,
  hint: RegExp | null,
];

/** Each is a.yaml; exactly this mistake is found. */
const BROKEN: Record<string, Expected> = {
  "an unknown key": [rule({ more: "sate: live" }), 5, 1, 4, /unknown key "sate"/, /did you mean "state"/],
  "an unknown condition": [
    rule({ when: "when:\n  all:\n    - inactve: 7 days" }),
    4,
    7,
    7,
    /unknown condition "inactve"/,
    /did you mean "inactive"/,
  ],
  "a duration without a unit": [
    rule({ when: "when: { inactive: 7 }" }),
    2,
    19,
    1,
    /"7" is not a duration/,
    /did you mean "7 days"/,
  ],
  "a duration in months": [
    rule({ when: "when: { inactive: 2 months }" }),
    2,
    19,
    8,
    /"2 months" is not a duration/,
    /did you mean "60 days"/,
  ],
  "an unknown key of a condition": [
    rule({ when: "when: { unseen: { at_leest: 2 } }" }),
    2,
    19,
    8,
    /unknown key "at_leest"/,
    /did you mean "at_least"/,
  ],
  "a count of zero": [
    rule({ when: "when: { unseen: { at_least: 0 } }" }),
    2,
    29,
    1,
    /"0" is less than 1/,
    /write 1 or more/,
  ],
  "a type that does not exist": [
    rule({ when: "when: { unseen: { types: [article, vidoe] } }" }),
    2,
    36,
    5,
    /"vidoe" is not one of/,
    /did you mean "video"/,
  ],
  "an unknown test of a field": [
    rule({ when: "when: { member: { size: { mor_than: 5 } } }" }),
    2,
    27,
    8,
    /unknown test "mor_than"/,
    /did you mean "more_than"/,
  ],
  "a number that is a text": [
    rule({ when: "when: { member: { size: { more_than: big } } }" }),
    2,
    38,
    3,
    /"big" does not fit/,
    /write a number/,
  ],
  "a date that does not exist": [
    rule({ when: "when: { member: { since: { before: 2026-02-30 } } }" }),
    2,
    36,
    10,
    /"2026-02-30" is not a date/,
    /year, month, day/,
  ],
  "two conditions in one place": [
    rule({ when: "when:\n  inactive: 7 days\n  never_visited: true" }),
    4,
    3,
    13,
    /a second condition/,
    /"all:" or "any:"/,
  ],
  "a segment that does not exist": [
    rule({ when: "when: { segment: key-acounts }" }),
    2,
    18,
    11,
    /no segment "key-acounts"/,
    /segments\//,
  ],
  "a missing part": [`rule: a\nwhen: { inactive: 7 days }\n${DIGEST}\n`, 1, 1, 4, /"send" is missing/, /every: day/],
  "a weekday that does not exist": [
    rule({ send: 'send: { every: [tuesday, thrusday], at: "08:00" }' }),
    3,
    26,
    8,
    /"thrusday" is not one of/,
    /did you mean "thursday"/,
  ],
  "a loose time": [
    rule({ send: "send: { every: day, at: 8h30 }" }),
    3,
    25,
    4,
    /"8h30" is not a time of day/,
    /did you mean "08:30"/,
  ],
  "a time in the quiet hours": [
    rule({ send: 'send: { every: day, at: "06:00" }' }),
    3,
    25,
    7,
    /06:00 lies within the quiet hours, 21:00 to 07:30/,
    /between 07:30 and 21:00/,
  ],
  "a rule that ends before its closed days do": [
    rule({ send: "send: { once: 2026-12-24 10:00, until: 2026-12-25 }" }),
    3,
    40,
    10,
    /all of the rule's days are closed, and it ends on 2026-12-25/,
    /the next open day is 2026-12-27/,
  ],
  "a trigger beside an hour": [
    rule({ more: "upon: { activity: Comment Created, to: author }" }),
    5,
    1,
    4,
    /"send" and "upon" exclude each other/,
    /keep one/,
  ],
  "a rule for everyone at an hour": [
    'rule: a\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }\n',
    1,
    1,
    4,
    /"when" is missing/,
    /inactive: 7 days/,
  ],
  "an activity that is almost one of ours": [
    upon("activity: Coment Created, to: author"),
    2,
    19,
    14,
    /no activity/,
    /"Comment Created"/,
  ],
  "a role that does not exist": [
    upon("activity: Comment Created, to: [author, folowers]"),
    2,
    49,
    8,
    /"folowers" is not whom to tell/,
    /did you mean "followers"/,
  ],
  "an own act without whom to tell": [upon("activity: Comment Created"), 2, 1, 4, /"to" is missing/, /to: \[author/],
  "an own act told to its actor": [
    upon("activity: Comment Created, to: member"),
    2,
    40,
    6,
    /who does "Comment Created" is not told of it/,
    /author, participants/,
  ],
  "a property of a catalogue event": [
    upon("activity: Live Starting, to: hostUserId"),
    2,
    38,
    10,
    /"Live Starting" has no property "hostUserId"/,
    /registered/,
  ],
  "a window in days": [
    upon("activity: Message Received, gather: 1 day"),
    2,
    45,
    5,
    /"1 day" is not a duration in minutes or hours/,
    /did you mean "24 hours"/,
  ],
  "a lead time without a start": [
    upon("activity: Message Received, before: 1 day"),
    2,
    45,
    5,
    /"before" goes with "activity: Live Starting"/,
    /remove it/,
  ],
  "a least number of picks beside what happened": [
    "rule: a\nupon: { activity: Message Received }\ndigest: { subject: s, skip_below: 2 }\n",
    3,
    35,
    1,
    /"skip_below" does not go with "upon"/,
    /without picks as well/,
  ],
  "a transactional rule at an hour": [
    rule({ more: "transactional: true" }),
    5,
    16,
    4,
    /only a rule with "upon"/,
    /remove it/,
  ],
  "a transactional rule with a holdout": [
    `${upon("activity: Message Received")}transactional: true\nholdout: 10%\n`,
    5,
    10,
    3,
    /holds nobody out/,
    /transactional/,
  ],
  "a language that the settings do not name": [
    rule({ digest: "digest: { subject: { en: a, fr: b, fra: c } }" }),
    4,
    36,
    3,
    /"fra" is not among the settings' languages/,
    /did you mean "fr"/,
  ],
  "a language without its text": [
    rule({ digest: "digest: { subject: { en: a } }" }),
    4,
    11,
    7,
    /the subject has no text in fr/,
    /add fr:/,
  ],
  "more picks wanted than allowed": [
    rule({ digest: "digest: { subject: s, picks: { hot: 2, cold: 0 }, skip_below: 3 }" }),
    4,
    63,
    1,
    /3 is more than the 2 picks/,
    /write 2 or less/,
  ],
  "a template that Liquid cannot read": [
    rule({ digest: 'digest: { subject: { en: a, fr: "{% if x %}" } }' }),
    4,
    33,
    12,
    /cannot be filled in: not closed/,
    /close it/,
  ],
  "a share without its sign": [rule({ more: "holdout: 0.2" }), 5, 10, 3, /"0.2" is not a share/, /did you mean "20%"/],
  "a name that is not the file's": [
    GOOD.replace("rule: a", "rule: b"),
    1,
    7,
    1,
    /"b" stands in a file named "a"/,
    /rename/,
  ],
  "a key written twice": [rule({ more: "send: { every: day }" }), 5, 1, 4, /"send" is written twice/, /keep one/],
  "a tab": [rule({ when: "when:\n\tinactive: 7 days" }), 3, 1, 1, /a tab/, /spaces/],
  "a bracket that is not closed": [
    rule({ more: "limits: { again_after: 7 days" }),
    6,
    1,
    1,
    /indentation|not closed/,
    null,
  ],
  "a colon in a bare text": [
    rule({ more: "about: Attention : danger" }),
    5,
    8,
    18,
    /a colon needs quotes/,
    /double quotes/,
  ],
  "a prototype as a key": [rule({ more: "__proto__: { state: live }" }), 5, 1, 9, /"__proto__" is not a key/, /remove/],
  "an alias of itself": [
    rule({ when: "when: &a\n  all: [ *a ]" }),
    3,
    10,
    2,
    /\*a contains itself/,
    /write the value out/,
  ],
  "an empty file": ["", 1, 1, 1, /the file is empty/, null],
  "a list": ["- a\n- b\n", 1, 1, 3, /a list does not fit here/, /write a rule/],
};

const SETTINGS = { file: "settings.yaml", text: "closed: [2026-12-24..2026-12-26]" };

const check = (text: string, more: FolderFile[] = []) =>
  checkFolder([{ file: "a.yaml", text }, ...(more.length > 0 ? more : [SETTINGS])], {
    checkLiquid: (template) => (template.includes("{% if x %}") ? { message: "not closed", hint: "close it" } : null),
  });

describe("checking a folder", () => {
  it.each(Object.entries(BROKEN))("points at %s", (_, [text, line, column, length, message, hint]) => {
    const { mistakes, rules } = check(text);
    expect(mistakes.map((mistake) => [mistake.line, mistake.column, mistake.length])).toEqual([[line, column, length]]);
    expect(mistakes[0]?.message).toMatch(message);
    if (hint !== null) expect(mistakes[0]?.hint).toMatch(hint);
    expect(rules).toEqual([]);
  });

  it("finds nothing wrong with a good rule", () => {
    const { mistakes, rules } = check(GOOD);
    expect(mistakes).toEqual([]);
    expect(rules).toMatchObject([
      {
        name: "a",
        state: "draft",
        againAfter: null,
        digest: { template: "digest", picks: { hot: 3, cold: 2 }, skipBelow: 1 },
      },
    ]);
  });

  it("reads what a rule waits for, with what is usual where nothing is written", () => {
    const { mistakes, rules } = check(
      `rule: a\nupon: { activity: Comment Created, to: [replyToUserId, followers], types: discussion }\ndigest: { subject: s, picks: { hot: 2 } }\n`,
      [
        {
          file: "b.yaml",
          text: "rule: b\nupon: { activity: Message Received }\ntransactional: true\ndigest: { subject: s }\n",
        },
        {
          file: "c.yaml",
          text: "rule: c\nupon: { activity: Live Starting, to: registered, gather: 1 hour }\ndigest: { subject: s }\n",
        },
      ],
    );
    expect(mistakes).toEqual([]);
    expect(rules).toMatchObject([
      {
        schedule: null,
        when: { kind: "all", parts: [] },
        upon: {
          to: [{ property: "replyToUserId" }, { role: "followers" }],
          gather: { count: 30, unit: "minutes" },
          before: null,
          types: ["discussion"],
          themes: null,
        },
        transactional: false,
        digest: { template: "activity", picks: { hot: 2, cold: 0 }, skipBelow: 0 },
      },
      { upon: { to: [{ role: "member" }] }, transactional: true, digest: { picks: { hot: 0, cold: 0 } } },
      { upon: { before: { count: 1, unit: "days" }, gather: { count: 1, unit: "hours" } } },
    ]);
  });

  it("tells all mistakes of all files at once, and keeps the rules that have none", () => {
    const bad = `rule: bad\nsate: live\nwhen: { inactve: 7 days }\nsend: { every: dya, at: "25:00" }\ndigest: { subject: 3 }\n`;
    const { mistakes, rules } = check(GOOD, [
      { file: "bad.yaml", text: bad },
      { file: "worse.yaml", text: "a: [" },
      { file: "notes.txt", text: "not a rule" },
    ]);
    expect(rules.map(({ name }) => name)).toEqual(["a"]);
    expect(mistakes.filter(({ file }) => file === "bad.yaml").map(({ line }) => line)).toEqual([2, 3, 4, 4, 5]);
    expect(new Set(mistakes.map(({ file }) => file))).toEqual(new Set(["bad.yaml", "worse.yaml"]));
  });

  it("refuses a holdout of a rule that has the name of the community's own, whose arms it would draw", () => {
    const named = (name: string, more: string) => ({
      file: `${name}.yaml`,
      text: GOOD.replace("rule: a", `rule: ${name}`) + more,
    });
    const settings = { file: "settings.yaml", text: "languages: [en, fr]\n" };
    const [mistake] = checkFolder([settings, named("programme", "holdout: 20%\n")]).mistakes;
    expect([mistake?.line, mistake?.message]).toEqual([
      5,
      expect.stringMatching(/named "programme" can hold nobody out/),
    ]);
    expect(checkFolder([settings, named("programme", ""), named("b", "holdout: 20%\n")]).mistakes).toEqual([]);
  });

  it("refuses two rules of one name", () => {
    const { mistakes, rules } = check(GOOD, [{ file: "b.yaml", text: GOOD }]);
    expect(rules).toEqual([]);
    expect(mistakes.map(({ file, message }) => [file, message.includes("also that of the rule in")])).toContainEqual([
      "b.yaml",
      true,
    ]);
    expect(mistakes.some(({ file }) => file === "a.yaml")).toBe(true);
  });

  it("names the way round of segments that use each other", () => {
    const { mistakes, rules } = check(rule({ when: "when: { segment: one }" }), [
      { file: "segments/one.yaml", text: "segment: one\nwhen: { not: { segment: two } }\n" },
      { file: "segments/two.yaml", text: "segment: two\nwhen: { all: [{ segment: one }] }\n" },
    ]);
    expect(mistakes.map(({ message }) => message)).toContain('the segment "one" uses itself: one → two → one');
    expect(rules).toEqual([]);
  });

  it("gives a rule a new hash when a segment it uses changes", () => {
    const withSegment = (days: number) =>
      check(rule({ when: "when: { segment: one }" }), [
        { file: "segments/one.yaml", text: "segment: one\nwhen: { segment: two }\n" },
        { file: "segments/two.yaml", text: `segment: two\nwhen: { inactive: ${days} days }\n` },
      ]).rules[0]?.hash;
    expect(withSegment(7)).toMatch(/^[0-9a-f]{64}$/);
    expect(withSegment(7)).not.toBe(withSegment(8));
    expect(withSegment(7)).toBe(withSegment(7));
  });
});

describe("checking settings", () => {
  const settings = (text: string) =>
    checkFolder([
      { file: "settings.yaml", text },
      { file: "a.yaml", text: GOOD },
    ]);
  const brief = (mistakes: readonly Mistake[]) =>
    mistakes.map(({ severity, line, column, hint }) => [severity, line, column, hint]);

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

  it("reads treatments, those that members chose and those that chance decided", () => {
    const { mistakes, settings: read } = settings(`treatments:
  - { name: Badge, activity: Badge Earned, with: { badge: gold, level: 3 } }
  - { name: Plan, trait: { plan: premium } }
  - name: Mentors
    activity: [Mentor Met, Mentor Called]
    assignment: random
    draw: { activity: Mentor Drawn, arm: group, treated: invited, control: waiting, share: 50% }
  - name: Tour
    assignment: random
    draw: { trait: tour, on: 2026-10-01, treated: true, control: false, share: 20% }
`);
    expect(mistakes).toEqual([]);
    expect(read?.treatments).toEqual([
      {
        name: "Badge",
        assignment: "none",
        told: { activities: ["Badge Earned"], with: { badge: "gold", level: "3" } },
      },
      { name: "Plan", assignment: "none", traits: { plan: "premium" } },
      {
        name: "Mentors",
        assignment: "random",
        told: { activities: ["Mentor Called", "Mentor Met"], with: {} },
        draw: {
          by: { kind: "activity", activities: ["Mentor Drawn"], arm: "group" },
          treated: "invited",
          control: "waiting",
          share: 0.5,
        },
      },
      {
        name: "Tour",
        assignment: "random",
        told: null,
        draw: {
          by: { kind: "trait", trait: "tour", on: "2026-10-01" },
          treated: "true",
          control: "false",
          share: 0.2,
        },
      },
    ]);
    expect(checkFolder([]).settings?.treatments).toEqual([]);
  });

  it("says all that is wrong with treatments, each with what to write", () => {
    const { mistakes } = settings(`treatments:
  - { name: Badge, activity: Badge Earned, assignment: randomly }
  - { name: Tour, assignment: random }
  - { name: Tour, activity: Tour Finished, draw: { trait: tour, treated: a, control: a, share: 100% } }
  - { name: Nothing }
  - { name: Both, activity: Tour Finished, trait: { plan: premium } }
  - { name: With, trait: { plan: premium }, with: { badge: gold } }
`);
    expect(brief(mistakes).map(([, line, , hint]) => [line, hint])).toMatchInlineSnapshot(`
      [
        [
          2,
          "did you mean "random"?",
        ],
        [
          3,
          "add draw: { activity: Programme Drawn, arm: group, treated: invited, control: waiting, share: 50% }",
        ],
        [
          4,
          "give each a name of its own",
        ],
        [
          4,
          "add assignment: random, or take draw away",
        ],
        [
          4,
          "add on: 2026-10-01",
        ],
        [
          4,
          "write what the site says of each group",
        ],
        [
          4,
          "write a share such as 50%",
        ],
        [
          5,
          "add activity: Tour Finished, or trait: { plan: premium }",
        ],
        [
          6,
          "keep one of them",
        ],
        [
          7,
          "add activity: Badge Earned",
        ],
      ]
    `);
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
      ["warning", 3, 10, "to go on measuring, write a share such as 10%"],
      ["warning", 4, 11, "expected a share above 0%, such as share: 10%; or remove rotate"],
    ]);
    expect(read?.holdout).toMatchObject({ share: 0, rotate: "quarterly" });
    expect(settings("holdout: { share: 10%, rotate: quarterly }\n").mistakes).toEqual([]);
  });

  it("warns that a share of 0% ends the holdout, which a community may want, and takes it", () => {
    const { mistakes, settings: read } = settings("holdout: { share: 0% }\n");
    expect(mistakes.map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", expect.stringContaining("a holdout that runs ends with the next mailing")],
    ]);
    expect(read?.holdout).toMatchObject({ share: 0 });
    expect(settings("holdout: { by: member }\n").mistakes).toEqual([]);
  });

  it("reads who gets the report of each week, and when, and says what is no address, day or hour", () => {
    const from = "from: { name: Us, address: us@example.org }\n";
    expect(checkFolder([]).settings?.reports).toEqual({ weekly: [], weekday: 1, at: "08:00", language: "en" });
    const written = 'reports: { weekly: [pat@example.org, sam@example.org], day: friday, at: "17:30" }\n';
    expect(settings(`${from}languages: [fr, en]\n${written}`).settings?.reports).toEqual({
      weekly: ["pat@example.org", "sam@example.org"],
      weekday: 5,
      at: "17:30",
      language: "fr",
    });
    expect(settings(`${from}languages: [fr]\nreports: { language: en }\n`).settings?.reports.language).toBe("en");
    expect(settings("reports: off\n").settings?.reports.weekly).toEqual([]);
    expect(brief(settings("reports: { weekly: [], quarterly: [] }\n").mistakes)).toEqual([]);
    expect(brief(settings(`${from}reports: { quarterly: [pat@example.org] }\n`).mistakes)).toEqual([
      ["notice", 2, 12, null],
    ]);
    const wrong = "reports: { weekly: [pat], day: mondy, at: 8h, language: de, weekli: [] }\n";
    expect(brief(settings(wrong).mistakes)).toEqual([
      ["mistake", 1, 21, "write an e-mail address"],
      ["mistake", 1, 32, 'did you mean "monday"?'],
      ["mistake", 1, 43, expect.any(String)],
      ["mistake", 1, 57, expect.any(String)],
      ["mistake", 1, 61, 'did you mean "weekly"?'],
    ]);
    expect(settings("reports: { weekly: [pat@example.org] }\n").mistakes[0]?.message).toMatch(/"from" is missing/);
  });

  it("reads what a visit is worth, and says what is no amount and no currency", () => {
    expect(settings("worth: { visit: 2.00 }\n").settings?.worth).toEqual({
      currency: "EUR",
      visit: 2,
      avoidedCall: null,
      source: null,
    });
    expect(settings("worth: off\n").settings?.worth).toBeNull();
    expect(checkFolder([]).settings?.worth).toBeNull();
    const { mistakes } = settings("worth: { currency: Euros, visit: -2, avoided_call: 8 EUR, sorce: Finance }\n");
    expect(brief(mistakes).map(([, , , hint]) => hint)).toEqual(
      expect.arrayContaining([
        "write its three letters: EUR, CHF, USD, CAD",
        "write a number above 0, such as 2.00",
        'did you mean "source"?',
      ]),
    );
    expect(mistakes).toHaveLength(4);
    expect(brief(settings("worth: { currency: CHF }\n").mistakes)).toEqual([["mistake", 1, 8, null]]);
    expect(settings("worth: { currency: CHF }\n").mistakes[0]?.message).toBe(
      "name what has a worth: visit, avoided_call, or both",
    );
  });

  it("reads targets and goals in the unit of their indicator", () => {
    const { settings: read, mistakes } = settings(
      "targets: { revisit: 7 days, visibility: 40%, nps: -5, sign_ups: 120, pages_a_visit: 3.5 }\ngoals:\n  loyalty: { indicator: weekly_share, target: 35%, by: 2027-03-31, serves: [revisit] }\n  support: { indicator: hours_to_answer, target: 24 hours }\n",
    );
    expect(mistakes).toEqual([]);
    expect(read?.targets).toEqual({ revisit: 7, visibility: 0.4, nps: -5, sign_ups: 120, pages_a_visit: 3.5 });
    expect(read?.goals).toEqual([
      { name: "loyalty", indicator: "weekly_share", target: 0.35, by: "2027-03-31", serves: ["revisit"] },
      { name: "support", indicator: "hours_to_answer", target: 24, by: null, serves: [] },
    ]);
    expect(checkFolder([]).settings).toMatchObject({ goals: [], targets: {} });
  });

  it("tells each mistake in a target or goal", () => {
    const { mistakes } = settings(
      "targets: { revist: 7 days, visibility: 140%, xyzzy: 1, revisit: soon, sign_ups: 1.5 }\ngoals:\n  a: { indicator: weekly, target: 35% }\n  b: { indicator: weekly_share, target: 7 days, serves: [nps, npz] }\n  c: { target: 3 }\n",
    );
    expect(brief(mistakes)).toEqual([
      ["mistake", 1, 12, 'did you mean "revisit"?'],
      ["mistake", 1, 40, "write a share such as 40%"],
      ["mistake", 1, 46, expect.stringContaining("docs/indicators.md has them all")],
      ["mistake", 1, 65, "write days such as 7 days"],
      ["mistake", 1, 81, "write a whole number"],
      ["mistake", 3, 19, expect.stringContaining("such as revisit")],
      ["mistake", 4, 41, "write a share such as 40%"],
      ["mistake", 4, 63, 'did you mean "nps"?'],
      ["mistake", 5, 3, "write a text"],
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
