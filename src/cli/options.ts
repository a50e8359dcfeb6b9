import { InvalidArgumentError } from "commander";
import { durationMs, isLocalDate, parseDuration } from "../core/calendar.ts";
import type { LocalDate } from "../core/community.ts";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** An instant with its zone: `2026-11-22T08:00:00Z`. A time without a zone is refused, never guessed. */
export function parseInstant(text: string): Date {
  const at = new Date(text);
  // Of 30 February, JavaScript makes 2 March.
  if (!INSTANT.test(text) || !isLocalDate(text.slice(0, 10)) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError("Expected an instant with its zone, such as 2026-11-22T08:00:00Z or +01:00.");
  }
  return at;
}

/** An instant with its zone, or a day of the community's own: `2026-11-22`. */
export function parseInstantOrDay(text: string): Date | LocalDate {
  if (isLocalDate(text)) return text;
  try {
    return parseInstant(text);
  } catch {
    throw new InvalidArgumentError("Expected a day such as 2026-11-22, or an instant such as 2026-11-22T08:00:00Z.");
  }
}

/** `24h`, `90s`, `30m`, `2d`, or words: `6 hours`. Answers milliseconds. */
export function parseSpan(text: string): number {
  const short = /^(\d{1,6})\s*(s|m|h|d)$/.exec(text.trim());
  if (short !== null) {
    const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[short[2] as "s" | "m" | "h" | "d"];
    return Number(short[1]) * unitMs;
  }
  const words = parseDuration(text);
  if (words === null) throw new InvalidArgumentError('Expected a duration such as 24h, 30m, 60s or "6 hours".');
  return durationMs(words);
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}
