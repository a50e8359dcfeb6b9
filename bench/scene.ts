import { fileURLToPath } from "node:url";
import type { SendMoment } from "../src/audience/due-moments.ts";
import { localDateOf } from "../src/core/calendar.ts";
import type { Evaluation } from "../src/core/rules/evaluation.ts";
import { checkFolder } from "../src/core/rules/read/check-folder.ts";
import type { CheckedRule } from "../src/core/rules/rule.ts";
import type { Settings } from "../src/core/rules/settings.ts";
import { formatMistakes } from "../src/core/rules/text/format-mistakes.ts";
import { openRuleFiles } from "../src/platform/rules/rule-files.ts";

export const TIMEZONE = "Europe/Paris";
/** A Tuesday, 08:00 in Paris. */
export const AT = new Date("2026-11-24T07:00:00Z");
export const TODAY = localDateOf(AT, TIMEZONE);

export const RULES_DIRECTORY = fileURLToPath(new URL("../rules/", import.meta.url));
export const EMAILS_DIRECTORY = fileURLToPath(new URL("../emails/", import.meta.url));

const WINDOWED = "unseen: { at_least: 3, published_within: 10 days }";

/** Everyone, by a filter on a plain column. */
const PLAIN = "joined: { within: 10000 days }";

const CONDITIONS = {
  plain: PLAIN,
  windowed: `all: [{ ${PLAIN} }, { ${WINDOWED} }]`,
  windowless: `all: [{ ${PLAIN} }, { unseen: { at_least: 1 } }]`,
  planned: `all: [{ ${WINDOWED} }, { not: { inactive: 90 days } }]`,
};

/** Each reads more of the members' history than their own rows hold, or all of it. */
const ALONE = {
  later_than_usual: "later_than_usual: 2x",
  leaving: "leaving: { above: 60% }",
  visits: "visits: { at_most: 1, within: 30 days }",
  views: "views: { at_least: 3, within: 30 days, themes: [theme-1] }",
  did: "did: { activity: Comment Created, at_least: 1, within: 30 days }",
  top: "did: { activity: Comment Created, top: 1%, within: 90 days }",
  interested_in: "interested_in: [theme-1]",
  digests: "digests: { ignored: 2 }",
};
export const ALONE_NAMES = Object.keys(ALONE) as (keyof typeof ALONE)[];

type ConditionName = keyof typeof CONDITIONS | keyof typeof ALONE;

/** `hot` or `cold` alone choose one pick each, where diversity has no say. */
const PICKS = { "hot: 3, cold: 2": 3, "hot: 1, cold: 0": 1, "hot: 0, cold: 1": 1 };

export interface Scene {
  readonly settings: Settings;
  readonly evaluation: Evaluation;
  /** By the name of its condition; with three hot and two cold picks. */
  rule(condition: ConditionName, picks?: keyof typeof PICKS): CheckedRule;
  moment(rule: CheckedRule): SendMoment;
}

/** The shipped settings, which hold out one member in ten, with `sending: on`, and rules to measure. */
export async function openScene(): Promise<Scene> {
  const shipped = await openRuleFiles(RULES_DIRECTORY).read();
  const kept = shipped.filter(({ file }) => file === "settings.yaml" || file.startsWith("segments/"));
  const texts = kept.map(({ file, text }) => ({
    file,
    text: text.replace(/^sending: off/m, "sending: on").replace(/^order: \[[^\]]*\]/m, "order: []"),
  }));
  const check = (name: string, text: string): { settings: Settings; rule: CheckedRule } => {
    const { settings, rules, mistakes } = checkFolder([...texts, { file: `${name}.yaml`, text }]);
    const [rule] = rules;
    if (settings === null || rule === undefined) throw new Error(formatMistakes(mistakes, { colour: false }));
    return { settings, rule };
  };
  const { settings } = check("windowed", textOf("windowed", "hot: 3, cold: 2"));
  return {
    settings,
    evaluation: { at: AT, today: TODAY, timezone: TIMEZONE, settings, asOf: "facts" },
    rule: (condition, picks = "hot: 3, cold: 2") =>
      check(condition.replaceAll("_", "-"), textOf(condition, picks)).rule,
    moment: (due) => ({ timezone: TIMEZONE, localDate: TODAY, localTime: "08:00", instant: AT, rules: [due] }),
  };
}

function textOf(condition: ConditionName, picks: keyof typeof PICKS): string {
  return `rule: ${condition.replaceAll("_", "-")}
state: live
when: { ${{ ...CONDITIONS, ...ALONE }[condition]} }
send: { every: day, at: "08:00" }
digest:
  template: digest
  subject: { en: "{{ picks.size }} new things for you", fr: "{{ picks.size }} nouveautés pour vous" }
  picks: { ${picks} }
  skip_below: ${PICKS[picks]}
`;
}
