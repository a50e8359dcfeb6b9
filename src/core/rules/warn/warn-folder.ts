import type { Condition } from "../condition.ts";
import { describeCondition } from "../describe.ts";
import type { RuleFolder } from "../read/check-folder.ts";
import type { CheckedRule, Recurrence } from "../rule.ts";
import type { Located } from "../text/document.ts";
import type { Mistake } from "../text/mistake.ts";
import { mistakeAt } from "../text/source.ts";
import { canNeverHold, implies } from "./can-never-hold.ts";
import { formOfAddress } from "./form-of-address.ts";
import { sayWhich, TEXTS } from "./text-flaws.ts";
import { warnTexts } from "./warn-texts.ts";
import { openWarner, type Warner } from "./warner.ts";
import type { RenderText, Warn } from "./warning.ts";

/**
 * What is right in a folder and yet hardly meant: an audience that nobody can be in, a text that reads badly for some, two
 * forms of address, a rule that another always comes before. Only of files without a mistake, by file and line.
 *
 * @param live the live rules of the folder, in their order
 */
export function warnFolder(
  folder: Pick<RuleFolder, "rules" | "segments" | "settings">,
  live: readonly CheckedRule[],
  renderText: RenderText,
): Mistake[] {
  const warnings: Mistake[] = [];
  const opened = new Map(folder.rules.map((rule) => [rule, openWarner(rule.file, rule.source, warnings)] as const));
  const events = folder.settings?.events ?? {};
  for (const segment of folder.segments.values()) {
    const file = openWarner(segment.file, segment.source, warnings);
    warnAudience(segment.when, file);
    warnSiteNames(file.document, events, file);
  }
  for (const [rule, file] of opened) {
    if (rule.when.parts.length > 0 || rule.upon === null) warnAudience(rule.when, file);
    warnTexts(rule, renderText, file.warn);
    warnSiteNames(file.document, events, file);
  }
  warnAddress([...opened].map(([rule, { warn }]) => [rule, warn]));
  warnOutranked(live, (rule) => opened.get(rule)?.warn);
  return warnings.sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}

/** Says that nobody can match, at the two conditions that exclude each other where there are two. */
function warnAudience(when: Condition, { document, source, warnAt }: Warner): void {
  if (!canNeverHold(when)) return;
  const written = document.children.get("when");
  const list = written?.children.get("all");
  for (const [index, part] of when.kind === "all" ? when.parts.entries() : []) {
    const item = list?.children.get(index);
    if (item === undefined) continue;
    if (canNeverHold(part)) {
      warnAt(
        item.span,
        {
          en: `no member ${describeCondition(part, "en")}`,
          fr: `cette condition n’est vraie d’aucun membre : « ${describeCondition(part, "fr")} »`,
        },
        { en: "write what can be true of one member", fr: "écrivez ce qui peut être vrai d’un membre" },
      );
      return;
    }
    const rival = when.parts.findIndex((other, earlier) => earlier < index && canNeverHold(other, part));
    const other = list?.children.get(rival);
    if (rival === -1 || other === undefined) continue;
    const line = mistakeAt(source, other.span, "").line;
    const first = when.parts[rival] ?? part;
    warnAt(
      item.span,
      {
        en: `no member both ${describeCondition(first, "en")} and ${describeCondition(part, "en")}`,
        fr: `aucun membre ne remplit à la fois « ${describeCondition(first, "fr")} » et « ${describeCondition(part, "fr")} »`,
      },
      {
        en: `it excludes line ${line}: change one of them, or write "any:" where either is enough`,
        fr: `elle exclut la ligne ${line} : changez l’une des deux, ou écrivez « any: » si l’une suffit`,
      },
    );
    return;
  }
  const span = written?.keySpan ?? written?.span ?? [0, 0];
  warnAt(
    span,
    { en: "no member can ever match this", fr: "aucun membre ne peut remplir ces conditions" },
    { en: "some of these conditions exclude each other", fr: "certaines s’excluent mutuellement" },
  );
}

/** A name of the site's that is kept under one of ours: what asks for it finds nothing. */
function warnSiteNames(part: Located, events: Readonly<Record<string, string>>, file: Warner): void {
  for (const [key, child] of part.children) {
    for (const { value, span } of key === "activity" ? [child, ...child.children.values()] : []) {
      const kept = typeof value === "string" && Object.hasOwn(events, value) ? events[value] : undefined;
      if (kept === undefined || kept === value) continue;
      file.warnAt(
        span,
        {
          en: `activities "${value}" are kept as "${kept}": see events in settings.yaml`,
          fr: `les activités « ${value} » sont conservées sous le nom « ${kept} » : voir events dans settings.yaml`,
        },
        { en: `write "${kept}"`, fr: `écrivez « ${kept} »` },
      );
    }
    warnSiteNames(child, events, file);
  }
}

/** French that says tu here and vous there, within a rule or from rule to rule: the form that is rarer is told. */
function warnAddress(rules: readonly (readonly [CheckedRule, Warn])[]): void {
  const texts = rules.flatMap(([rule, warn]) =>
    TEXTS.flatMap((name) => {
      const text = rule.digest[name]?.fr;
      return text === undefined ? [] : [{ rule, warn, name, ...formOfAddress(text) }];
    }),
  );
  const usual = texts.filter(({ tu }) => tu !== null).length > texts.filter(({ vous }) => vous !== null).length;
  const [wanted, other] = usual ? (["tu", "vous"] as const) : (["vous", "tu"] as const);
  for (const { rule, warn, name, ...said } of texts) {
    if (said[other] === null || texts.every((text) => text[wanted] === null)) continue;
    const inside = texts.some((text) => text.rule === rule && text[wanted] !== null);
    const rest = inside
      ? { en: "the rest of the rule", fr: "le reste de la règle" }
      : { en: "the other rules", fr: "les autres règles" };
    const which = sayWhich(name, "fr");
    warn(
      ["digest", name, "fr"],
      {
        en: `${which.en} says ${other} (« ${said[other]} »), and ${rest.en} ${wanted}`,
        fr: `${which.fr} dit ${other} (« ${said[other]} »), et ${rest.fr} ${wanted}`,
      },
      { en: `choose one: here ${wanted} is more usual`, fr: `choisissez : ici, ${wanted} est plus fréquent` },
    );
  }
}

/** A rule that comes after one that is due at all of its moments, as often as it likes, and chooses whomever it does. */
function warnOutranked(live: readonly CheckedRule[], warnOf: (rule: CheckedRule) => Warn | undefined): void {
  for (const [index, rule] of live.entries()) {
    const winner = live.slice(0, index).find((earlier) => alwaysWins(earlier, rule));
    if (winner === undefined) continue;
    warnOf(rule)?.(
      ["rule"],
      {
        en: `"${winner.name}" comes first for every member whom this rule chooses, so it never writes`,
        fr: `« ${winner.name} » passe avant pour tous les membres que cette règle choisit : elle n’écrit donc jamais`,
      },
      {
        en: "put it before that rule in settings.yaml under order, or narrow that rule down",
        fr: "placez-la avant l’autre dans settings.yaml, sous order, ou restreignez l’autre règle",
      },
    );
  }
}

function alwaysWins(winner: CheckedRule, loser: CheckedRule): boolean {
  const [first, second] = [winner.schedule, loser.schedule];
  if (first === null || second === null || winner.transactional || loser.transactional) return false;
  if (first.at !== second.at || winner.againAfter !== null || !isDueWhenever(first.every, second.every)) return false;
  if (first.from !== null && (second.from === null || first.from > second.from)) return false;
  if (first.until !== null && (second.until === null || first.until < second.until)) return false;
  return implies(loser.when, winner.when);
}

/** Whether a rule with the first recurrence is due on every day of the second, for everyone. */
function isDueWhenever(first: Recurrence, second: Recurrence): boolean {
  if (first.kind === "day") return true;
  if (first.kind !== "weekdays" || second.kind !== "weekdays") return false;
  return second.days.every((day) => first.days.includes(day));
}
