import { describe, expect, it } from "vitest";
import { renderText } from "../../../platform/mail/templates/check-liquid.ts";
import { checkFolder, type FolderFile } from "../read/check-folder.ts";
import { speak } from "../text/said.ts";
import { warnFolder } from "./warn-folder.ts";
import type { RenderText } from "./warning.ts";

interface Written {
  readonly name?: string;
  readonly when?: string;
  readonly send?: string;
  readonly en?: string;
  readonly fr?: string;
  readonly digest?: string;
  readonly more?: string;
}

function rule({ name = "a", when, send, en, fr, digest, more }: Written = {}): FolderFile {
  const quoted = (text: string) => JSON.stringify(text);
  const text = [
    `rule: ${name}`,
    "state: live",
    `when: ${when ?? "{ inactive: 7 days }"}`,
    `send: ${send ?? '{ every: day, at: "08:00" }'}`,
    "digest:",
    `  subject: { en: ${quoted(en ?? "News for you")}, fr: ${quoted(fr ?? "Des nouvelles pour vous")} }`,
    ...(digest === undefined ? [] : [`  ${digest}`]),
    ...(more === undefined ? [] : [more]),
    "",
  ].join("\n");
  return { file: `${name}.yaml`, text };
}

function warn(...files: FolderFile[]) {
  const folder = checkFolder(files);
  expect(folder.mistakes.filter(({ severity }) => severity === "mistake")).toEqual([]);
  const warnings = warnFolder(folder, folder.rules, renderText);
  for (const warning of warnings) {
    const spoken = speak(warning, "fr");
    expect(spoken.message).not.toBe(warning.message);
    expect(`${spoken.message} ${spoken.hint}`.replace(/«[^»]*»/g, "")).not.toMatch(/\b(the|with|without|write|says)\b/);
  }
  return warnings;
}
const at = (hour: number) => `{ every: day, at: "${String(hour).padStart(2, "0")}:00" }`;
const messages = (...files: FolderFile[]) => warn(...files).map(({ message }) => message);

describe("a warning", () => {
  it("is not given of what is right", () => {
    expect(warn(rule(), { file: "segments/s.yaml", text: "segment: s\nwhen: { inactive: 3 days }\n" })).toEqual([]);
  });

  it("points at a name of the site's that is kept under one of ours, wherever it is asked for", () => {
    const settings = { file: "settings.yaml", text: 'events: { reply_posted: "Comment Created" }\n' };
    const segment = "segment: s\nwhen: { did: { activity: [reply_posted, Other], within: 7 days } }\n";
    const waiting = [
      "rule: w",
      "upon: { activity: reply_posted, to: author }",
      "digest: { template: activity, subject: { en: News, fr: Nouvelles } }",
      "",
    ].join("\n");
    const found = warn(settings, { file: "segments/s.yaml", text: segment }, { file: "w.yaml", text: waiting });
    expect(found).toMatchObject([
      { file: "segments/s.yaml", line: 2, hint: 'write "Comment Created"' },
      { file: "w.yaml", line: 2, column: 19, length: 12, hint: 'write "Comment Created"' },
    ]);
  });

  it("points at two conditions that exclude each other", () => {
    const when = "\n  all:\n    - inactive: 7 days\n    - unseen: { at_least: 1 }\n    - active: { within: 3 days }";
    expect(warn(rule({ when }))).toMatchObject([
      {
        severity: "warning",
        file: "a.yaml",
        line: 7,
        message: "no member both has been away for 7 days or more and has visited within 3 days",
        hint: expect.stringContaining("line 5"),
      },
    ]);
  });

  it("finds nobody in a segment, in one condition and behind any", () => {
    const nobody = "{ all: [{ never_visited: true }, { active: { within: 3 days } }] }";
    expect(messages(rule({ when: `{ any: [${nobody}, ${nobody}] }` }))).toEqual(["no member can ever match this"]);
    expect(messages({ file: "segments/s.yaml", text: `segment: s\nwhen: ${nobody}\n` })).toHaveLength(1);
    expect(messages(rule({ when: "{ member: { size: { more_than: 50, less_than: 5 } } }" }))).toHaveLength(1);
  });

  it.each([
    ["a comma at the start", "{{ member.firstName }}, news for you", /begins with a comma.*“, news for you”/],
    [
      "a small letter",
      "{% if member.firstName %}{{ member.firstName }}, {% endif %}news",
      /begins with a small letter/,
    ],
    ["a gap", "Hello {{ member.firstName }} here is your news", /gap where a word is missing/],
    ["a mark without its word", "Hello {{ member.firstName }}, your news", /mark behind a word that is missing/],
    ["nothing at all", "{{ member.firstName }}", /is empty without a first name/],
    ["a broken end", "Three things for you and {{ member.firstName }}", /breaks off without a first name/],
    ["quotes around nothing", "News for “{{ member.firstName }}”", /quotes with nothing in them/],
  ])("shows a subject that has %s without a first name", (_, en, message) => {
    expect(messages(rule({ en }))).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ["things", { en: "{{ picks.size }} things for you" }, /\(en\) says “1 things” with one pick: “1 things for you”/],
    ["a verb", { fr: "{{ picks.size }} contenu vous attendent" }, /says “1 contenu vous attendent”/],
    ["contenus", { fr: "{{ picks.size }} contenus" }, /says “1 contenus”/],
    ["the second", { en: "{{ picks[0].title }} and {{ picks[1].title }}" }, /breaks off with one pick/],
    ["the rest", { en: "{{ picks[0].title }} and {{ picks.size | minus: 1 }} others" }, /counts to nothing with one/],
  ])("shows a text that is wrong with one pick: %s", (_, texts, message) => {
    expect(messages(rule(texts)).filter((said) => !said.includes("characters"))).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it("is not given of one pick where the rule never sends one", () => {
    expect(messages(rule({ en: "{{ picks.size }} things for you", digest: "skip_below: 2" }))).toEqual([]);
  });

  it.each([
    { en: "{% if member.firstName %}{{ member.firstName }}, n{% else %}N{% endif %}ews" },
    { en: "{% if picks.size == 1 %}One thing{% else %}{{ picks.size }} things{% endif %} for you" },
    {
      fr: "{% if picks.size == 1 %}Un contenu vous attend{% else %}{{ picks.size }} contenus vous attendent{% endif %}",
    },
    { en: "Within 1 process, 1 bus and 10 things", fr: "En 1 fois et 1 mois, 21 contenus pour vous" },
    { en: "{{ member.firstName | default: 'Hello' }}, news" },
    { fr: "Bonjour{% if member.firstName %} {{ member.firstName }}{% endif %} ! Des nouvelles" },
  ])("is not given of a text that suits everyone: %j", (texts) => {
    expect(messages(rule(texts))).toEqual([]);
  });

  it("measures a subject as it is for the longest names and titles", () => {
    const [long] = warn(rule({ en: "In the community this week: {{ picks[0].title }}" }));
    expect(long).toMatchObject({ line: 6, message: expect.stringMatching(/\(en\) has up to \d\d\d? characters/) });
    expect(long?.hint).toContain("truncate");
    expect(messages(rule({ en: "x".repeat(60) }))).toEqual([]);
    expect(messages(rule({ en: "x".repeat(61) }))).toHaveLength(1);
  });

  it("tells for whom a text cannot be filled in", () => {
    const folder = checkFolder([rule()]);
    const failing: RenderText = (text, model) => {
      if ((model as { picks: unknown[] }).picks.length === 3) throw new Error("too many\nstack");
      return renderText(text, model);
    };
    expect(warnFolder(folder, [], failing).map(({ message }) => message)).toEqual([
      "the subject (en) cannot be filled in for a member without a first name, with 3 picks: too many",
      "the subject (fr) cannot be filled in for a member without a first name, with 3 picks: too many",
    ]);
  });

  it("wants a text for each language", () => {
    expect(messages(rule({ en: "News", fr: "News" }))).toEqual(["the subject has the same words in en and in fr"]);
    const alone = rule().text.replace(/subject: .*/, "subject: News for you");
    expect(messages({ file: "a.yaml", text: alone })).toEqual(["the subject has the same words in en and in fr"]);
    expect(messages(rule({ en: "{{ picks[0].theme }}", fr: "{{ picks[0].theme }}" }))).toEqual([]);
  });

  it("names the rarer form of address, within a rule and between rules", () => {
    expect(
      messages(rule({ fr: "Vos nouvelles", digest: 'intro: { en: "Look", fr: "Tu n’as pas encore vu ceci." }' })),
    ).toEqual(["the intro (fr) says tu (« tu »), and the rest of the rule vous"]);
    expect(
      messages(rule(), rule({ name: "b", send: at(9) }), rule({ name: "c", send: at(10), fr: "Pour toi" })),
    ).toEqual(["the subject (fr) says tu (« toi »), and the other rules vous"]);
    expect(messages(rule({ fr: "Pour toi" }), rule({ name: "b", send: at(9), fr: "Ton récap" }))).toEqual([]);
  });

  it("knows a rule that another always comes before", () => {
    const weekly = { name: "b", when: "{ all: [{ inactive: 30 days }, { unseen: { at_least: 2 } }] }" };
    const tuesdays = { ...weekly, send: '{ every: [tuesday], at: "08:00" }' };
    expect(messages(rule(), rule(tuesdays))).toEqual([expect.stringMatching(/^"a" comes first for every member/)]);
    expect(messages(rule({ more: "limits: { again_after: 7 days }" }), rule(tuesdays))).toEqual([]);
    expect(messages(rule({ when: "{ inactive: 60 days }" }), rule(tuesdays))).toEqual([]);
    expect(messages(rule({ send: '{ every: day, at: "09:00" }' }), rule(tuesdays))).toEqual([]);
    expect(messages(rule({ send: '{ every: 10 days, at: "08:00" }' }), rule(tuesdays))).toEqual([]);
  });

  it("is said in French as well", () => {
    const inFrench = (...files: FolderFile[]) =>
      warn(...files).map((warning) => {
        const { message, hint } = speak(warning, "fr");
        return `${message} / ${hint}`.replaceAll("\u00a0", " ");
      });
    expect(inFrench(rule({ when: "{ all: [{ inactive: 7 days }, { active: { within: 2 days } }] }" }))).toEqual([
      "aucun membre ne remplit à la fois « est absent depuis 7 jours ou plus » et « est venu au cours des 2 derniers jours » / elle exclut la ligne 3 : changez l’une des deux, ou écrivez « any: » si l’une suffit",
    ]);
    expect(inFrench(rule({ fr: "{{ member.firstName }}, des nouvelles" }))).toEqual([
      "l’objet (fr) commence par une virgule ou un autre signe quand le prénom manque : « , des nouvelles » / écrivez {% if member.firstName %}{{ member.firstName }}, …{% else %}…{% endif %}, avec un texte entier dans chaque partie",
    ]);
  });
});
