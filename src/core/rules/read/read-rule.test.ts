import { expect, it } from "vitest";
import { checkFolder } from "./check-folder.ts";

const DIGEST = "digest: { subject: { en: Hello, fr: Bonjour } }";
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
    rule({}).replace("rule: a", "rule: b"),
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
    5,
    9,
    21,
    /not closed/,
    /end the line with }/,
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
  "a list": ["- a\n- b\n", 1, 1, 3, /a list is not a block of keys/, /write a rule/],
};

const check = (text: string) =>
  checkFolder(
    [
      { file: "a.yaml", text },
      { file: "settings.yaml", text: "closed: [2026-12-24..2026-12-26]" },
    ],
    {
      checkLiquid: (template) => (template.includes("{% if x %}") ? [{ message: "not closed", hint: "close it" }] : []),
    },
  );

it.each(Object.entries(BROKEN))("points at %s", (_, [text, line, column, length, message, hint]) => {
  const { mistakes, rules } = check(text);
  expect(mistakes.map((mistake) => [mistake.line, mistake.column, mistake.length])).toEqual([[line, column, length]]);
  expect(mistakes[0]?.message).toMatch(message);
  if (hint !== null) expect(mistakes[0]?.hint).toMatch(hint);
  expect(rules).toEqual([]);
});
