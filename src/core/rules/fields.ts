import * as z from "zod";
import { type Duration, isLocalDate, isLocalTime, isTimezone, parseDuration } from "../calendar.ts";
import type { LocalDate, LocalTime } from "../community.ts";
import { adviseWord, show } from "./check-shape.ts";

/** Scalars that rule and settings files share: how each is written, what it becomes, and what to say when it is not. */

/** A text that `parse` understands; `repair` suggests what was meant. */
export function writtenAs<Value>(
  expected: string,
  parse: (text: string) => Value | null,
  repair: (written: string) => string | null = () => null,
) {
  return z
    .union([z.string(), z.number(), z.boolean()], { error: `write ${expected}` })
    .transform((written, context): Value => {
      const text = String(written).trim();
      const value = parse(text);
      if (value !== null) return value;
      context.issues.push({
        code: "custom",
        message: `${show(written)} is not ${expected}`,
        input: written,
        params: { hint: repair(text) },
      });
      return z.NEVER;
    });
}

function repairDuration(text: string): string | null {
  const bare = /^(\d+)\s*([a-z]*)$/i.exec(text);
  if (bare === null) return 'a number and a unit: minutes, hours, days or weeks, such as "7 days"';
  const unit = (bare[2] ?? "").toLowerCase();
  if (unit.startsWith("month")) return `did you mean "${Number(bare[1]) * 30} days"?`;
  const word =
    ["days", "weeks", "hours", "minutes"].find((name) => unit !== "" && name.startsWith(unit[0] ?? "-")) ?? "days";
  return `did you mean "${bare[1]} ${Number(bare[1]) === 1 ? word.slice(0, -1) : word}"?`;
}

function positive(duration: Duration | null): Duration | null {
  return duration === null || duration.count === 0 ? null : duration;
}

export const durationField = writtenAs(
  "a duration such as 7 days",
  (text) => positive(parseDuration(text)),
  repairDuration,
);

export const dateField = writtenAs<LocalDate>(
  "a date such as 2026-11-24",
  (text) => (isLocalDate(text) ? text : null),
  (text) => {
    const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
    return dayFirst === null
      ? "year, month, day: 2026-11-24"
      : `did you mean "${dayFirst[3]}-${pad(dayFirst[2])}-${pad(dayFirst[1])}"?`;
  },
);

export const timeField = writtenAs<LocalTime>(
  'a time of day such as "08:00"',
  (text) => (isLocalTime(text) ? text : null),
  (text) => {
    const loose = /^(\d{1,2})(?:[:h.](\d{2})?)?$/.exec(text);
    if (loose === null || Number(loose[1]) > 23) return '24 hours, from "00:00" to "23:59"';
    return `did you mean "${pad(loose[1])}:${loose[2] ?? "00"}"?`;
  },
);

export const shareField = writtenAs<number>(
  "a share such as 10%",
  (text) => {
    const match = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text);
    const share = match === null ? Number.NaN : Number(match[1]) / 100;
    return share >= 0 && share <= 1 ? share : null;
  },
  (text) =>
    /^\d*\.?\d+$/.test(text)
      ? `did you mean "${Number(text) <= 1 ? Number(text) * 100 : Number(text)}%"?`
      : "a number from 0 to 100 and a % sign",
);

export const timezoneField = writtenAs(
  "a timezone such as Europe/Paris",
  (text) => (isTimezone(text) ? text : null),
  () => "names are those of the IANA list: Europe/Paris, America/Montreal, Indian/Reunion",
);

/** A primary subtag; longer ones are cut to it, as everywhere. */
export const languageField = writtenAs("a language such as en or fr", (text) =>
  /^[a-zA-Z]{2,3}([-_].*)?$/.test(text) ? (text.split(/[-_]/)[0] ?? text).toLowerCase() : null,
);

export const addressField = writtenAs("an e-mail address", (text) =>
  /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? text : null,
);

/** Names of rules and segments: they are file names and stand in links. */
export const nameField = writtenAs(
  "a name of small letters, digits and hyphens",
  (text) => (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : null),
  (text) => {
    const plain = text
      .normalize("NFD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 64);
    return plain === "" ? null : `did you mean "${plain}"?`;
  },
);

/** One line or several, at least one character. */
export const textField = z.string({ error: "write a text" }).min(1);

/** An id of the site, which may look like a number. */
export const idField = writtenAs("an id", (text) => (text.length > 0 && text.length <= 256 ? text : null));

/** One text for all, or one for each language. */
export const textByLanguageField = z.union([textField, z.record(z.string(), textField)], {
  error: 'write a text for each language: { en: "…", fr: "…" }',
});
export type WrittenByLanguage = z.infer<typeof textByLanguageField>;

export function choiceField<const Words extends readonly [string, ...string[]]>(words: Words) {
  return writtenAs<Words[number]>(
    `one of ${words.join(", ")}`,
    (text) => (words.includes(text) ? text : null),
    (text) => adviseWord(text, words),
  );
}

function pad(digits: string | undefined): string {
  return (digits ?? "").padStart(2, "0");
}

/** A list, or a single item in its place. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (written) => (written === null || written === undefined || Array.isArray(written) ? written : [written]),
    z.array(item, { error: "write a list: [one, two]" }).min(1),
  );
}
