import type { MailField } from "./returned-mail.ts";

/** More than any report has, and few enough to look at. */
const MOST_FIELDS = 2_000;
const MOST_VALUE = 4_000;
const FIELD = /^([!-9;-~]{1,80})[ \t]*:(.*)$/;

/**
 * Groups of fields with empty lines between them, as a delivery status writes them (RFC 3464, section 2.1), and as a
 * header is one. What is no field is passed over. Looks at each character a few times at most.
 */
export function readFieldGroups(text: string): MailField[][] {
  const groups: { name: string; value: string }[][] = [];
  let group: { name: string; value: string }[] = [];
  let fields = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === "") {
      if (group.length > 0) groups.push(group);
      group = [];
      continue;
    }
    const last = group.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last.value.length < MOST_VALUE) last.value = `${last.value} ${line.trim()}`.slice(0, MOST_VALUE);
      continue;
    }
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined || fields >= MOST_FIELDS) continue;
    fields += 1;
    group.push({ name: name.toLowerCase(), value: value.trim().slice(0, MOST_VALUE) });
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** The header of a mail that stands here as text, without its body. */
export function readHeader(text: string): readonly MailField[] {
  return readFieldGroups(text)[0] ?? [];
}

/** An instant in a header; null: none that can be read. */
export function readMailDate(value: string | null): Date | null {
  if (value === null) return null;
  // A comment at the end, `(CET)`, is no part of it.
  const date = new Date(value.replace(/\([^()]{0,40}\)\s*$/, "").trim());
  return Number.isNaN(date.getTime()) ? null : date;
}
