import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { adviseWord, checkShape, firstLineOf, keySpanAt } from "./check-shape.ts";
import type { Located } from "./document.ts";
import type { WrittenByLanguage } from "./fields.ts";
import type { Mistake } from "./mistake.ts";
import { type ConditionContext, readCondition } from "./read-condition.ts";
import { byLanguage } from "./read-settings.ts";
import type { CheckedRule, DigestSpec, Schedule } from "./rule.ts";
import { ruleSchema, type WrittenRule, type WrittenSend } from "./rule-schema.ts";
import type { Settings } from "./settings.ts";
import { mistakeAt } from "./source.ts";

export interface RuleContext extends ConditionContext {
  readonly settings: Settings;
  /** Says what is wrong with a Liquid template; null: nothing. */
  readonly checkLiquid: (template: string) => string | null;
  /** Templates of emails/ by name; null: not known here. */
  readonly templates: readonly string[] | null;
  /** Texts of the segments that the rule's condition has used, by name. */
  readonly usedSegments: ReadonlyMap<string, string>;
}

type Complain = (
  path: readonly (string | number)[],
  message: string,
  hint: string | null,
  severity?: Mistake["severity"],
) => void;

/** Reads a rule file; null when it holds a mistake. All its mistakes are reported, whatever came first. */
export function readRule(located: Located, context: RuleContext): CheckedRule | null {
  const { source, mistakes } = context;
  const before = mistakes.length;
  const complain: Complain = (path, message, hint, severity = "mistake") => {
    mistakes.push(mistakeAt(source, valueSpanAt(located, path), message, hint, severity));
  };
  const checked = checkShape(source, located, ruleSchema);
  mistakes.push(...checked.mistakes);
  const when = located.children.get("when");
  const condition = when === undefined ? null : readCondition(when, context);
  checkName(located, context);
  checkTexts(located, context, complain);
  const schedule = checked.value === undefined ? null : readSchedule(checked.value.send, located, context, complain);
  if (checked.value !== undefined) checkPicks(checked.value, complain);
  const broken = mistakes.slice(before).some(({ severity }) => severity === "mistake");
  if (broken || checked.value === undefined || condition === null || schedule === null) return null;
  const { value: written } = checked;
  return {
    name: written.rule,
    about: written.about ?? null,
    state: written.state,
    when: condition,
    schedule,
    digest: toDigest(written, context.settings.languages),
    againAfter: written.limits.again_after ?? null,
    holdout: written.holdout ?? null,
    file: source.file,
    source: source.text,
    hash: hashOf([source.text, ...[...context.usedSegments.values()]]),
  };
}

/** SHA-256 in hexadecimal; a rule's covers the segments it uses, since they are part of what it means. */
export function hashOf(texts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(texts.join("\n---\n"))));
}

function valueSpanAt(located: Located, path: readonly (string | number)[]): readonly [number, number] {
  let part: Located | undefined = located;
  for (const step of path) part = part?.children.get(step);
  return part === undefined ? keySpanAt(located, path.slice(0, -1)) : part.span;
}

/** A rule is found by its name: the file that holds it bears it. */
function checkName(located: Located, { source, mistakes }: RuleContext): void {
  const written = located.children.get("rule");
  const name = baseName(source.file);
  if (typeof written?.value !== "string" || written.value === name) return;
  mistakes.push(
    mistakeAt(
      source,
      written.span,
      `the rule "${written.value}" stands in a file named "${name}"`,
      `rename the file to ${written.value}.yaml, or the rule to ${name}`,
    ),
  );
}

export function baseName(file: string): string {
  return (file.split("/").at(-1) ?? file).replace(/\.ya?ml$/, "");
}

const TEXTS = ["subject", "preheader", "intro", "closing", "button"] as const;

/** Each text in every language of the settings and no other, each a template that Liquid can read. */
function checkTexts(
  located: Located,
  { settings, checkLiquid, templates, source, mistakes }: RuleContext,
  complain: Complain,
): void {
  const digest = located.children.get("digest");
  for (const key of TEXTS) {
    const text = digest?.children.get(key);
    if (text === undefined) continue;
    const languages = [...text.children.keys()].map(String);
    for (const language of languages) {
      if (settings.languages.includes(language)) continue;
      const hint = adviseWord(language, settings.languages);
      mistakes.push(
        mistakeAt(source, keySpanAt(text, [language]), `"${language}" is not among the settings' languages`, hint),
      );
    }
    const missing = settings.languages.filter((language) => !languages.includes(language));
    if (text.children.size > 0 && missing.length > 0) {
      mistakes.push(
        mistakeAt(
          source,
          text.keySpan ?? text.span,
          `the ${key} has no text in ${missing.join(", ")}`,
          `add ${missing.map((language) => `${language}: "…"`).join(", ")}`,
        ),
      );
    }
    const templatesAt: [path: string[], value: unknown][] =
      text.children.size === 0
        ? [[["digest", key], text.value]]
        : [...text.children].map(([language, child]) => [["digest", key, String(language)], child.value]);
    for (const [path, value] of templatesAt) {
      const wrong = typeof value === "string" ? checkLiquid(value) : null;
      if (wrong !== null)
        complain(
          path,
          `this is no valid Liquid: ${wrong}`,
          "see https://shopify.github.io/liquid for how it is written",
        );
    }
  }
  const template = digest?.children.get("template")?.value;
  if (templates !== null && typeof template === "string" && !templates.includes(template)) {
    complain(["digest", "template"], `there is no template "${template}"`, adviseWord(template, templates));
  }
}

function readSchedule(
  send: WrittenSend,
  located: Located,
  { settings, source, mistakes }: RuleContext,
  complain: Complain,
): Schedule | null {
  const where = located.children.get("send");
  const missing = (message: string, hint: string): null => {
    const span = where?.keySpan ?? firstLineOf(located);
    mistakes.push(mistakeAt(source, span, message, hint));
    return null;
  };
  const { every, once, at, day, from = null, until = null } = send;
  if (every !== undefined && once !== undefined) {
    complain(["send", "once"], '"once" and "every" exclude each other', "keep one of them");
    return null;
  }
  if (from !== null && until !== null && from > until)
    complain(["send", "until"], `the rule ends on ${until}, before it begins on ${from}`, null);
  if (day !== undefined && every?.kind !== "month")
    complain(["send", "day"], '"day" goes with "every: month"', "remove it");
  if (once !== undefined) {
    if (at !== undefined) complain(["send", "at"], '"once" has its own time', "remove it");
    checkQuiet(["send", "once"], once.time, settings, complain);
    return { every: { kind: "once", date: once.date }, at: once.time, from, until };
  }
  if (every === undefined)
    return missing('"every" is missing', 'write { every: day, at: "08:00" }, or { once: 2026-11-24 10:00 }');
  if (at === undefined) return missing('"at" is missing', 'write at: "08:00", the member\'s own local time');
  checkQuiet(["send", "at"], at, settings, complain);
  return { every: every.kind === "month" && day !== undefined ? { kind: "month", day } : every, at, from, until };
}

function checkQuiet(path: readonly string[], time: string, { quietHours }: Settings, complain: Complain): void {
  if (quietHours === null) return;
  const { from, to } = quietHours;
  const quiet = from <= to ? time >= from && time < to : time >= from || time < to;
  if (quiet) complain(path, `${time} lies within the quiet hours, ${from} to ${to}`, `from ${to} on, mail may leave`);
}

function checkPicks({ digest }: WrittenRule, complain: Complain): void {
  const { hot, cold } = digest.picks;
  if (hot + cold === 0) complain(["digest", "picks"], "a digest without picks", "write { hot: 3, cold: 2 }");
  else if (digest.skip_below > hot + cold) {
    complain(
      ["digest", "skip_below"],
      `${digest.skip_below} is more than the ${hot + cold} picks of a digest: no mail would ever leave`,
      `write ${hot + cold} or less`,
    );
  }
}

function toDigest({ digest }: WrittenRule, languages: readonly string[]): DigestSpec {
  const texts = (written: WrittenByLanguage | undefined) =>
    written === undefined ? null : byLanguage(written, languages);
  return {
    template: digest.template,
    subject: byLanguage(digest.subject, languages),
    preheader: texts(digest.preheader),
    intro: texts(digest.intro),
    closing: texts(digest.closing),
    button: texts(digest.button),
    from: digest.from ?? null,
    replyTo: digest.reply_to ?? null,
    pin: digest.pin ?? [],
    picks: digest.picks,
    skipBelow: digest.skip_below,
  };
}
