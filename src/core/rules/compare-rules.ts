import type { CheckedRule } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** Parts of a rule as its file names them, and what they are once read. */
const PARTS: Readonly<Record<string, (rule: CheckedRule) => unknown>> = {
  about: ({ about }) => about,
  state: ({ state }) => state,
  when: ({ when }) => when,
  send: ({ schedule }) => schedule,
  upon: ({ upon }) => upon,
  transactional: ({ transactional }) => transactional,
  "digest.template": ({ digest }) => digest.template,
  "digest.subject": ({ digest }) => digest.subject,
  "digest.preheader": ({ digest }) => digest.preheader,
  "digest.intro": ({ digest }) => digest.intro,
  "digest.closing": ({ digest }) => digest.closing,
  "digest.button": ({ digest }) => digest.button,
  "digest.from": ({ digest }) => digest.from,
  "digest.reply_to": ({ digest }) => digest.replyTo,
  "digest.pin": ({ digest }) => digest.pin,
  "digest.picks": ({ digest }) => digest.picks,
  "digest.skip_below": ({ digest }) => digest.skipBelow,
  "limits.again_after": ({ againAfter }) => againAfter,
  holdout: ({ holdout }) => holdout,
};

/**
 * The parts in which two versions of a rule differ in meaning, as the file names them; segments are part of the condition.
 * Comments, order and the way something is written mean nothing.
 */
export function changedParts(before: CheckedRule, after: CheckedRule): string[] {
  return Object.entries(PARTS).flatMap(([name, read]) => (isSame(read(before), read(after)) ? [] : [name]));
}

const SETTINGS: Readonly<Record<keyof Settings, string>> = {
  sending: "sending",
  brand: "brand",
  from: "from",
  languages: "languages",
  reads: "reads",
  timezone: "timezone",
  quietHours: "quiet_hours",
  closed: "closed",
  caps: "caps",
  order: "order",
  holdout: "holdout",
  brake: "brake",
  catchUp: "catch_up",
  expireAfter: "expire_after",
  hotFor: "hot_for",
  offerAgainDays: "offer_again",
  visitGap: "visit_gap",
  consent: "consent",
  team: "team",
  passiveEvents: "passive_events",
  events: "events",
  pinned: "pinned",
  blocked: "blocked",
  evergreen: "evergreen",
  links: "links",
  review: "review",
  pace: "pace",
  bounces: "bounces",
  retention: "retention",
  alerts: "alerts",
  reports: "reports",
  goals: "goals",
  targets: "targets",
  worth: "worth",
  notes: "notes",
  treatments: "treatments",
  unknown: "unknown",
};

/** The keys of settings.yaml whose meaning differs. */
export function changedSettings(before: Settings, after: Settings): string[] {
  return Object.entries(SETTINGS).flatMap(([key, name]) =>
    isSame(before[key as keyof Settings], after[key as keyof Settings]) ? [] : [name],
  );
}

/** Both are plain data, read by the same code, so that what means the same is written alike. */
function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(canonical(before)) === JSON.stringify(canonical(after));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  // What combines conditions means what they mean: how its own list was written, or what a segment is called, does not matter.
  if ("kind" in value && "parts" in value && Array.isArray(value.parts) && value.parts.length > 0) {
    return { kind: value.kind, parts: value.parts.map(canonical) };
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, canonical(part)]),
  );
}
