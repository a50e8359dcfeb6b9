import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type * as z from "zod";
import { PROGRAMME } from "../../assignment.ts";
import { firstOpenDate } from "../closed-days.ts";
import { type Condition, EVERYONE } from "../condition.ts";
import type { CheckedRule, DigestSpec, Schedule } from "../rule.ts";
import { isLostToClosedDays } from "../schedule.ts";
import type { Settings } from "../settings.ts";
import { adviseWord, checkShape, firstLineOf, keySpanAt, MOST_ISSUES, mendKeys, show } from "../text/check-shape.ts";
import { closestWord } from "../text/closest-word.ts";
import type { Located } from "../text/document.ts";
import { nameFrom, type WrittenByLanguage } from "../text/fields.ts";
import { mistakeAt, type Source, type Span } from "../text/source.ts";
import { readCondition } from "./read-condition.ts";
import { byLanguage } from "./read-settings.ts";
import { readUpon } from "./read-upon.ts";
import type { Complain, RuleContext } from "./rule-context.ts";
import { ruleSchema, type WrittenRule, type WrittenSend } from "./rule-schema.ts";

/** Reads a rule file; null when it holds a mistake. All its mistakes are reported, whatever came first. */
export function readRule(located: Located, context: RuleContext): CheckedRule | null {
  const { source, mistakes } = context;
  const before = mistakes.length;
  const meant = mendRule(located);
  const complain: Complain = (path, message, hint, severity = "mistake") => {
    mistakes.push(mistakeAt(source, valueSpanAt(meant, path), message, hint, severity));
  };
  const checked = checkShape(source, located, ruleSchema);
  mistakes.push(...checked.mistakes);
  const condition = readWhen(meant, context);
  checkName(located, context);
  checkTexts(meant, context, complain);
  checkTrigger(meant, context);
  const written = checked.value;
  const { shape } = ruleSchema;
  // Each part on its own: a mistake in one hides none in another.
  const send = written?.send ?? readPart(meant.children.get("send"), shape.send, context);
  const schedule = send === undefined ? null : readSchedule(send, meant, context, complain);
  const waits = written?.upon ?? readPart(meant.children.get("upon"), shape.upon, context);
  const upon = waits === undefined ? null : readUpon(waits, meant, context, complain);
  const digest = written?.digest ?? readPart(meant.children.get("digest"), shape.digest, context);
  if (digest !== undefined && !meant.children.has("upon")) checkPicks(digest, complain);
  if (written !== undefined) checkTransactional(written, complain);
  if (written !== undefined) checkOwnHoldout(written, complain);
  const broken = mistakes.slice(before).some(({ severity }) => severity === "mistake");
  if (broken || written === undefined || condition === null) return null;
  return {
    name: written.rule,
    about: written.about ?? null,
    state: written.state,
    when: condition,
    schedule,
    upon,
    transactional: written.transactional,
    digest: toDigest(written, located, context.settings.languages),
    againAfter: written.limits.again_after ?? null,
    holdout: written.holdout ?? null,
    file: source.file,
    source: source.text,
    hash: hashOf([source.text, ...[...context.usedSegments.values()]]),
  };
}

/** The rule under the names of keys that were meant: what stands in a mistyped one is checked all the same. */
function mendRule(located: Located): Located {
  const rule = mendKeys(located, Object.keys(ruleSchema.shape));
  const digest = rule.children.get("digest");
  if (digest === undefined) return rule;
  const mended = mendKeys(digest, Object.keys(ruleSchema.shape.digest.shape));
  return { ...rule, children: new Map([...rule.children, ["digest", mended]]) };
}

/** Only a rule that waits for something may be for everyone: those whom it tells are few. */
function readWhen(located: Located, context: RuleContext): Condition | null {
  const when = located.children.get("when");
  if (when !== undefined) return readCondition(when, context);
  if (located.children.has("upon")) return EVERYONE;
  if (isBlock(located)) {
    const hint = "write whom the rule is for, such as when: { inactive: 7 days }";
    context.mistakes.push(mistakeAt(context.source, firstLineOf(located), '"when" is missing', hint));
  }
  return null;
}

/** Of what is no block of keys, no key is missed. */
function isBlock({ value }: Located): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A rule is due at an hour or when something has happened. */
function checkTrigger(located: Located, { source, mistakes }: RuleContext): void {
  const upon = located.children.get("upon");
  const sends = located.children.has("send");
  if (upon !== undefined && sends) {
    const where = upon.keySpan ?? upon.span;
    mistakes.push(mistakeAt(source, where, '"send" and "upon" exclude each other', "keep one of them"));
  }
  if (upon === undefined && !sends && isBlock(located)) {
    const hint = 'write send: { every: day, at: "08:00" }, or upon: { activity: "Comment Created", to: author }';
    mistakes.push(mistakeAt(source, firstLineOf(located), '"send" is missing', hint));
  }
}

function checkTransactional({ transactional, upon, holdout }: WrittenRule, complain: Complain): void {
  if (!transactional) return;
  if (upon === undefined) {
    complain(["transactional"], 'only a rule with "upon" can be transactional', "remove it");
  }
  if (holdout !== undefined) {
    complain(["holdout"], "a transactional rule holds nobody out", "remove it, or transactional");
  }
}

/** A rule's own experiment bears its name, as arms are drawn by it: this one would be the community's. */
function checkOwnHoldout({ rule, holdout }: WrittenRule, complain: Complain): void {
  if (rule !== PROGRAMME || holdout === undefined) return;
  const message = `a rule named "${PROGRAMME}" can hold nobody out: the holdout of settings.yaml is called so`;
  complain(["holdout"], message, "give the rule and its file another name, or remove it");
}

/** One part of a rule whose shape is broken elsewhere; undefined when it is not there, or broken itself. */
function readPart<Value>(
  part: Located | undefined,
  schema: z.ZodType<Value>,
  { source }: RuleContext,
): Value | undefined {
  return part === undefined ? undefined : checkShape(source, part, schema).value;
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
      `the rule ${show(written.value)} stands in a file named "${name}"`,
      `rename the file to ${nameFrom(written.value) ?? name}.yaml, or the rule to ${name}`,
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
  { settings, doubtful, checkLiquid, templates, source, mistakes }: RuleContext,
  complain: Complain,
): void {
  const digest = located.children.get("digest");
  for (const key of TEXTS) {
    const text = digest?.children.get(key);
    if (text === undefined) continue;
    const languages = [...text.children.keys()].map(String);
    const wanted = doubtful.has("languages") ? null : settings.languages;
    const foreign = languages.filter((language) => wanted?.includes(language) === false);
    for (const language of foreign.slice(0, MOST_ISSUES)) {
      const hint = adviseWord(language, settings.languages);
      mistakes.push(
        mistakeAt(source, keySpanAt(text, [language]), `"${language}" is not among the settings' languages`, hint),
      );
    }
    const meant = languages.map((language) => closestWord(language, settings.languages));
    const missing = (wanted ?? []).filter((language) => !languages.includes(language) && !meant.includes(language));
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
      const span = valueSpanAt(located, path);
      for (const wrong of typeof value === "string" ? checkLiquid(value).slice(0, MOST_ISSUES) : []) {
        const message = `this text cannot be filled in: ${wrong.message}`;
        mistakes.push(mistakeAt(source, partOf(source, span, wrong.text), message, wrong.hint));
      }
    }
  }
  const template = digest?.children.get("template")?.value;
  if (templates !== null && typeof template === "string" && !templates.includes(template)) {
    const name = template.replace(/\.(mjml|html)$/, "");
    complain(["digest", "template"], `there is no template "${template}"`, adviseWord(name, templates));
  }
}

/** Where a part of a text stands in the file, within the text; all of it where it cannot be found as it is. */
function partOf({ text }: Source, span: Span, part: string | undefined): Span {
  if (part === undefined) return span;
  const whole = new RegExp(`(?<![\\w.])${part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`);
  const at = whole.exec(text.slice(...span))?.index;
  return at === undefined ? span : [span[0] + at, span[0] + at + part.length];
}

function readSchedule(
  send: WrittenSend,
  located: Located,
  { settings: written, doubtful, source, mistakes }: RuleContext,
  complain: Complain,
): Schedule | null {
  const settings = {
    quietHours: doubtful.has("quiet_hours") ? null : written.quietHours,
    closed: doubtful.has("closed") ? [] : written.closed,
  };
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
    const schedule: Schedule = { every: { kind: "once", date: once.date }, at: once.time, from, until };
    checkClosed(schedule, settings, complain);
    return schedule;
  }
  if (every === undefined)
    return missing('"every" is missing', 'write { every: day, at: "08:00" }, or { once: 2026-11-24 10:00 }');
  if (at === undefined) return missing('"at" is missing', 'write at: "08:00", the member\'s own local time');
  checkQuiet(["send", "at"], at, settings, complain);
  const recurrence = every.kind === "month" && day !== undefined ? { ...every, day } : every;
  const schedule: Schedule = { every: recurrence, at, from, until };
  checkClosed(schedule, settings, complain);
  return schedule;
}

/** A rule that waits for an open day which comes after its end would wait for ever. */
function checkClosed(schedule: Schedule, { closed }: Pick<Settings, "closed">, complain: Complain): void {
  const { until } = schedule;
  if (until === null || !isLostToClosedDays(schedule, closed)) return;
  complain(
    ["send", "until"],
    `no mail would ever leave: all of the rule's days are closed, and it ends on ${until}`,
    `the next open day is ${firstOpenDate(until, closed)}: let the rule end then or later, or open a day in settings.yaml`,
  );
}

function checkQuiet(
  path: readonly string[],
  time: string,
  { quietHours }: Pick<Settings, "quietHours">,
  complain: Complain,
): void {
  if (quietHours === null) return;
  const { from, to } = quietHours;
  const quiet = from <= to ? time >= from && time < to : time >= from || time < to;
  const hint = `write a time between ${to} and ${from}; the quiet hours stand in settings.yaml`;
  if (quiet) complain(path, `${time} lies within the quiet hours, ${from} to ${to}`, hint);
}

function checkPicks(digest: WrittenRule["digest"], complain: Complain): void {
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

function toDigest({ digest, upon }: WrittenRule, located: Located, languages: readonly string[]): DigestSpec {
  const wanted = located.children.get("digest")?.children.get("picks")?.children;
  // What happened is the subject of an `upon` rule: contents are chosen beside it only where the file asks for them.
  const count = (side: "hot" | "cold") => (upon === undefined || wanted?.has(side) === true ? digest.picks[side] : 0);
  const texts = (written: WrittenByLanguage | undefined) =>
    written === undefined ? null : byLanguage(written, languages);
  return {
    template: digest.template ?? (upon === undefined ? "digest" : "activity"),
    subject: byLanguage(digest.subject, languages),
    preheader: texts(digest.preheader),
    intro: texts(digest.intro),
    closing: texts(digest.closing),
    button: texts(digest.button),
    from: digest.from ?? null,
    replyTo: digest.reply_to ?? null,
    pin: digest.pin ?? [],
    picks: { hot: count("hot"), cold: count("cold") },
    skipBelow: upon === undefined ? digest.skip_below : 0,
  };
}
