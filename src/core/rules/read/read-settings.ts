import type * as z from "zod";
import type { Condition } from "../condition.ts";
import type { ByLanguage } from "../rule.ts";
import type { Settings } from "../settings.ts";
import { adviseWord, checkShape, firstLineOf, MOST_ISSUES } from "../text/check-shape.ts";
import type { Located } from "../text/document.ts";
import type { WrittenByLanguage } from "../text/fields.ts";
import type { Mistake } from "../text/mistake.ts";
import { mistakeAt, type Source } from "../text/source.ts";
import { type ConditionContext, readCondition } from "./read-condition.ts";
import { SETTINGS_SCHEMAS } from "./settings-schema.ts";
import { warnSettings } from "./warn-settings.ts";

type Schemas = typeof SETTINGS_SCHEMAS;
type Written = { readonly [Key in keyof Schemas]: z.output<Schemas[Key]> };

const NOTHING: Located = { value: {}, span: [0, 0], keySpan: null, children: new Map() };

/** Every key that settings.yaml may hold. */
export const SETTINGS_KEYS = Object.keys(SETTINGS_SCHEMAS);

/** What each key is when the file does not name it. */
export function defaultSettings(): Settings {
  return toSettings(readKeys(NOTHING, null, []), null, []);
}

/**
 * Reads settings.yaml key by key, so that one broken key hides no mistake of another. The settings are null when any is
 * broken; `usable` then still holds what could be read, for checking the rules against, and the default of what is doubtful.
 */
export function readSettings(
  located: Located,
  context: ConditionContext,
): { settings: Settings | null; usable: Settings; doubtful: ReadonlySet<string> } {
  const { source, mistakes } = context;
  const before = mistakes.length;
  if (typeof located.value !== "object" || located.value === null || Array.isArray(located.value)) {
    mistakes.push(
      mistakeAt(source, located.span, "settings are keys with values", 'write "languages: [en, fr]" and so on'),
    );
    return { settings: null, usable: defaultSettings(), doubtful: new Set(SETTINGS_KEYS) };
  }
  const unknown = [...located.children].filter(([key]) => !SETTINGS_KEYS.includes(String(key)));
  for (const [key, child] of unknown.slice(0, MOST_ISSUES)) {
    mistakes.push(
      mistakeAt(source, child.keySpan ?? child.span, `unknown key "${key}"`, adviseWord(String(key), SETTINGS_KEYS)),
    );
  }
  const doubtful = new Set<string>();
  const written = readKeys(located, source, mistakes, doubtful);
  const never = readPart(located, ["holdout", "never"], context);
  const audiences = written.pinned.map((_, index) => readPart(located, ["pinned", index, "for"], context));
  const usable = toSettings(written, never, audiences);
  checkSender(located, usable, context);
  mistakes.push(...noticesOfQuarterly(located, source));
  mistakes.push(...warnSettings(located, usable, source));
  const broken = mistakes.slice(before).some(({ severity }) => severity === "mistake");
  return { settings: broken ? null : usable, usable, doubtful };
}

function readKeys(
  located: Located,
  source: Source | null,
  mistakes: Mistake[],
  doubtful: Set<string> = new Set(),
): Written {
  const written: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(SETTINGS_SCHEMAS)) {
    const child = located.children.get(key);
    if (child !== undefined && source !== null) {
      const checked = checkShape(source, child, schema as z.ZodType);
      mistakes.push(...checked.mistakes);
      if (checked.mistakes.length === 0) {
        written[key] = checked.value;
        continue;
      }
      doubtful.add(key);
    }
    written[key] = schema.parse(undefined);
  }
  return written as Written;
}

function readPart(located: Located, path: readonly (string | number)[], context: ConditionContext): Condition | null {
  let part: Located | undefined = located;
  for (const step of path) part = part?.children.get(step);
  return part === undefined ? null : readCondition(part, context);
}

function toSettings(written: Written, never: Condition | null, audiences: readonly (Condition | null)[]): Settings {
  const languages = [...new Set(written.languages)] as [string, ...string[]];
  const { brand, holdout } = written;
  return {
    sending: written.sending,
    brand: {
      name: brand.name,
      logo: brand.logo,
      colour: brand.colour,
      font: brand.font,
      postalAddress: brand.postal_address,
      legal:
        brand.legal === undefined
          ? Object.fromEntries(languages.map((language) => [language, ""]))
          : byLanguage(brand.legal, languages),
    },
    from: written.from,
    languages,
    reads: written.reads,
    timezone: written.timezone,
    quietHours: written.quiet_hours,
    closed: written.closed,
    caps: written.caps,
    order: written.order,
    holdout: { share: holdout.share, by: holdout.by, rotate: holdout.rotate, never },
    brake: written.brake.factor,
    catchUp: written.catch_up,
    expireAfter: written.expire_after,
    hotFor: written.hot_for,
    offerAgainDays: written.offer_again.days,
    visitGap: written.visit_gap,
    consent: written.consent,
    team: written.team,
    passiveEvents: written.passive_events,
    events: written.events,
    pinned: written.pinned.map(({ content, until }, index) => ({
      content,
      until: until ?? null,
      for: audiences[index] ?? null,
    })),
    blocked: written.blocked,
    evergreen: written.evergreen,
    links: { utm: written.links.utm, clicks: written.links.clicks === "on", opens: written.links.opens === "on" },
    unknown: written.unknown,
    pace: written.pace,
    review: written.review,
    bounces: written.bounces,
    retention: {
      activities: written.retention.activities.days,
      mails: written.retention.mails.days,
      clicks: written.retention.clicks.days,
      opens: written.retention.opens.days,
      returns: written.retention.returns.days,
    },
    alerts: written.alerts,
    reports: {
      weekly: [...new Set(written.reports.weekly.map((address) => address.toLowerCase()))],
      weekday: written.reports.day,
      at: written.reports.at,
      language: written.reports.language ?? (languages[0] === "fr" ? "fr" : "en"),
    },
    goals: written.goals,
    targets: written.targets,
    treatments: written.treatments,
    worth: written.worth,
    notes: written.notes
      .map(({ date, text }) => ({ date, text: byLanguage(text, languages) }))
      .sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0)),
  };
}

/** The text for each language; one text alone stands for all. */
export function byLanguage(written: WrittenByLanguage, languages: readonly string[]): ByLanguage {
  if (typeof written !== "string") return written;
  return Object.fromEntries(languages.map((language) => [language, written]));
}

/** Mail that leaves needs a sender and a postal address, which no default can know. */
function checkSender(located: Located, settings: Settings, { source, mistakes }: ConditionContext): void {
  const asking = [
    settings.sending === "off" ? null : "sending",
    settings.review.to.length === 0 ? null : "review",
    settings.alerts.to.length === 0 ? null : "alerts",
    settings.reports.weekly.length === 0 ? null : "reports",
  ].find((key) => key !== null);
  if (asking === undefined) return;
  const where = located.children.get(asking)?.keySpan ?? firstLineOf(located);
  if (!located.children.has("from")) {
    mistakes.push(
      mistakeAt(
        source,
        where,
        'mail cannot leave without a sender: "from" is missing',
        'write from: { name: "…", address: "…" }',
      ),
    );
  }
}

/** What comes in a later version is announced when it is asked for. */
function noticesOfQuarterly(located: Located, source: Source): Mistake[] {
  const child = located.children.get("reports")?.children.get("quarterly");
  return child === undefined || asksForNothing(child.value) ? [] : [withoutEffect("quarterly", child, source)];
}

function withoutEffect(key: string, { keySpan, span }: Located, source: Source): Mistake {
  return mistakeAt(
    source,
    keySpan ?? span,
    {
      en: `"${key}" is understood, but has no effect in this version`,
      fr: `« ${key} » est compris, mais reste sans effet dans cette version`,
    },
    null,
    "notice",
  );
}

function asksForNothing(value: unknown): boolean {
  if (value === "off" || value === "never" || value === null) return true;
  return (
    typeof value === "object" &&
    Object.values(value).every((inner) => typeof inner === "object" && asksForNothing(inner))
  );
}
