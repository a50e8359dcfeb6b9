/** Calendar files (RFC 5545), as calendars of every maker read them. */

export interface CalendarEvent {
  /** The same for the same event, whenever and for whomever its file is written. */
  readonly uid: string;
  /** When this file's word on the event was given; a later one replaces it in a calendar. */
  readonly statedAt: Date;
  readonly startsAt: Date;
  /** null: an hour after it starts. */
  readonly endsAt: Date | null;
  readonly title: string;
  readonly summary: string | null;
  readonly url: string | null;
}

/** Octets of a line, its end not counted (section 3.1). */
const LONGEST_LINE = 75;

/** A file of one event. */
export function writeCalendarFile(event: CalendarEvent): string {
  const { uid, statedAt, startsAt, endsAt, title, summary, url } = event;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Rekindle//Rekindle//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${utc(statedAt)}`,
    `DTSTART:${utc(startsAt)}`,
    endsAt === null || endsAt <= startsAt ? "DURATION:PT1H" : `DTEND:${utc(endsAt)}`,
    `SUMMARY:${escapeText(title)}`,
    ...(summary === null ? [] : [`DESCRIPTION:${escapeText(summary)}`]),
    ...(url === null ? [] : [`URL:${withoutControls(url)}`]),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** `20261124T170000Z`: every calendar shows it in its owner's own time. */
function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

function escapeText(text: string): string {
  const escaped = text.replace(/\\/g, "\\\\").replace(/[;,]/g, (mark) => `\\${mark}`);
  return withoutControls(escaped.replace(/\r\n|\r|\n/g, "\\n"));
}

/** A long line goes on behind a line end and a blank, never within a character. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const length = octetsOf(character);
    if (octets + length > LONGEST_LINE) {
      parts.push(part);
      part = "";
      // The blank that a following line begins with.
      octets = 1;
    }
    part += character;
    octets += length;
  }
  return [...parts, part].join("\r\n ");
}

/** In UTF-8. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
