import * as z from "zod";
import { type Duration, isLocalDate, isLocalTime, isTimezone, parseDuration } from "../../calendar.ts";
import type { LocalDate, LocalTime } from "../../community.ts";
import { adviseWord, show } from "./check-shape.ts";
import { closestWord } from "./closest-word.ts";

/** Scalars that rule and settings files share: how each is written, what it becomes, and what to say when it is not. */

/** What an editor is told of a text that `parse` reads, as JSON Schema says it. It refuses nothing that `parse` takes. */
export interface EditorSchema {
  readonly type?: "string";
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
}

/** A text that `parse` understands; `repair` suggests what was meant. */
export function writtenAs<Value>(
  expected: string,
  parse: (text: string) => Value | null,
  repair: (written: string) => string | null = () => null,
  { examples, ...editor }: EditorSchema = {},
) {
  return (
    z
      .union([z.string(), z.number(), z.boolean()], { error: `write ${expected}` })
      .transform((written, context): Value => {
        const text = String(written).trim();
        const value = parse(text);
        if (value !== null) return value;
        context.issues.push({
          code: "custom",
          message: `${show(written)} is not ${expected}`,
          input: written,
          params: {
            // Only for the mistakes that are told: a list may hold thousands.
            get hint() {
              return repair(text) ?? `write ${expected}`;
            },
          },
        });
        return z.NEVER;
      })
      // zod leaves out the examples of what is transformed.
      .meta({ ...editor, samples: examples })
  );
}

/** Units as people write them, by their first letters, and how many of ours they are. French comes with them. */
const UNITS: readonly (readonly [beginning: RegExp, unit: string, count: number])[] = [
  [/^(mo|mois)/, "day", 30],
  [/^mi?n?/, "minute", 1],
  [/^(y|an)/, "day", 365],
  [/^h/, "hour", 1],
  [/^(d|j)/, "day", 1],
  [/^(w|sem)/, "week", 1],
];

export function repairDuration(text: string, usual = "day"): string {
  const expected = 'a number and a unit: minutes, hours, days or weeks, such as "7 days"';
  const bare = /^-?\s*(\d{1,6}|an?|une?|one)?\s*([a-zé]*)$/i.exec(text.trim());
  if (bare === null || (bare[1] === undefined && bare[2] === "")) return expected;
  const written = (bare[2] ?? "").toLowerCase();
  const known = UNITS.find(([beginning]) => beginning.test(written));
  if (known === undefined && written !== "") return expected;
  const [, unit, factor] = known ?? [null, usual, 1];
  const count = (/^\d/.test(bare[1] ?? "") ? Number(bare[1]) : 1) * factor;
  if (count === 0) return `write "1 ${unit}" or more`;
  return `did you mean "${count} ${unit}${count === 1 ? "" : "s"}"?`;
}

function positive(duration: Duration | null): Duration | null {
  return duration === null || duration.count === 0 ? null : duration;
}

/** `usual`: what a number alone is likely to count. */
export function durationOf(usual: "day" | "hour" | "minute", example: string) {
  return writtenAs(
    `a duration such as ${example}`,
    (text) => positive(parseDuration(text)),
    (text) => repairDuration(text, usual),
    {
      type: "string",
      pattern: "^\\s*0*[1-9]\\d{0,5}\\s+(minute|hour|day|week)s?\\s*$",
      examples: ["7 days", "2 weeks", "36 hours", "30 minutes"],
    },
  );
}

export const durationField = durationOf("day", "7 days");

/** A date as it is written in Europe, turned round; null when it is none. */
export function repairDate(text: string): LocalDate | null {
  const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const date = dayFirst === null ? "" : `${dayFirst[3]}-${pad(dayFirst[2])}-${pad(dayFirst[1])}`;
  return isLocalDate(date) ? date : null;
}

export const dateField = writtenAs<LocalDate>(
  "a date such as 2026-11-24",
  (text) => (isLocalDate(text) ? text : null),
  (text) => {
    const date = repairDate(text);
    return date === null ? "year, month, day: 2026-11-24" : `did you mean "${date}"?`;
  },
  { type: "string", pattern: "^\\s*\\d{4}-\\d{2}-\\d{2}\\s*$", examples: ["2026-11-24"] },
);

/** A time as people write it: `8h`, `8:00`, `8 am`, in typographic quotes; null when it is none. */
export function repairTime(text: string): LocalTime | null {
  const loose = /^(\d{1,2})(?:\s*[:h.]\s*(\d{2})?)?\s*(am|pm)?$/i.exec(text.replace(/[“”«»"']/g, "").trim());
  const hour = Number(loose?.[1]) + (loose?.[3]?.toLowerCase() === "pm" && Number(loose[1]) < 12 ? 12 : 0);
  const time = loose === null ? "" : `${pad(String(hour))}:${loose[2] ?? "00"}`;
  return isLocalTime(time) ? time : null;
}

export const timeField = writtenAs<LocalTime>(
  'a time of day such as "08:00"',
  (text) => (isLocalTime(text) ? text : null),
  (text) => {
    const time = repairTime(text);
    return time === null ? '24 hours, from "00:00" to "23:59"' : `did you mean "${time}"?`;
  },
  { type: "string", pattern: "^\\s*([01]\\d|2[0-3]):[0-5]\\d\\s*$", examples: ["08:00"] },
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
  { type: "string", pattern: "^\\s*\\d{1,3}(\\.\\d+)?\\s*%\\s*$", examples: ["10%"] },
);

export const timezoneField = writtenAs(
  "a timezone such as Europe/Paris",
  (text) => (isTimezone(text) ? text : null),
  (text) => {
    const city = text.toLowerCase().replace(/\s+/g, "_");
    const named = Intl.supportedValuesOf("timeZone").filter((name) => name.toLowerCase().endsWith(`/${city}`));
    if (named[0] !== undefined) return `did you mean "${named[0]}"?`;
    return "names are those of the IANA list: Europe/Paris, America/Montreal, Indian/Reunion";
  },
  { type: "string", examples: ["Europe/Paris", "America/Montreal", "Indian/Reunion"] },
);

/** A primary subtag; longer ones are cut to it, as everywhere. */
export const languageField = writtenAs(
  "a language such as en or fr",
  (text) => (/^[a-zA-Z]{2,3}([-_].*)?$/.test(text) ? (text.split(/[-_]/)[0] ?? text).toLowerCase() : null),
  (text) => {
    const codes = text.split(/[\s,;]+/).map((word) => closestWord(word, ["en", "fr", "de", "es", "it"]));
    if (codes.includes(null)) return null;
    return codes.length === 1 ? `did you mean "${codes[0]}"?` : `did you mean [${codes.join(", ")}]?`;
  },
  { type: "string", pattern: "^\\s*[a-zA-Z]{2,3}([-_].*)?$", examples: ["en", "fr"] },
);

export const addressField = writtenAs(
  "an e-mail address",
  (text) => (/^[^\s@<>]+@[^\s@<>]+$/.test(text) ? text : null),
  () => null,
  { type: "string", pattern: "^\\s*[^\\s@<>]+@[^\\s@<>]+\\s*$" },
);

/** The name that a title makes: `Récap du mardi` is `recap-du-mardi`; null when no letter is left. */
export function nameFrom(text: string): string | null {
  const plain = text
    .slice(0, 256)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? null : plain;
}

/** Names of rules and segments: they are file names and stand in links. */
export const nameField = writtenAs(
  "a name of small letters, digits and hyphens",
  (text) => (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : null),
  (text) => {
    const plain = nameFrom(text);
    return plain === null ? null : `did you mean "${plain}"?`;
  },
  { pattern: "^\\s*[a-z0-9][a-z0-9-]{0,63}\\s*$" },
);

/** A condition, which is read apart: each kind by its own schema. */
export const conditionField = z.unknown().meta({ isCondition: true });

/** One line or several, at least one character. */
export const textField = z.string({ error: "write a text" }).min(1);

/** An id of the site, which may look like a number. */
export const idField = writtenAs("an id", (text) => (text.length > 0 && text.length <= 256 ? text : null));

/** A sentence for colleagues: one for all, or one for each language that pages speak. */
export const aboutField = z.union(
  [
    textField,
    z
      .strictObject({
        en: textField.optional().describe("In English."),
        fr: textField.optional().describe("In French."),
      })
      .refine((written) => Object.keys(written).length > 0, {
        error: "nothing stands here",
        params: { hint: 'write a sentence: about: { en: "…", fr: "…" }' },
      }),
  ],
  { error: 'write a sentence, or one for each language: { en: "…", fr: "…" }' },
);

/** One text for all, or one for each language. */
export const textByLanguageField = z.union([textField, z.record(z.string(), textField)], {
  error: 'write a text for each language: { en: "…", fr: "…" }',
});
export type WrittenByLanguage = z.infer<typeof textByLanguageField>;

export function choiceField<const Words extends readonly [string, ...string[]]>(words: Words, otherwise?: string) {
  return writtenAs<Words[number]>(
    `one of ${words.join(", ")}`,
    (text) => (words.includes(text) ? text : null),
    (text) => (otherwise === undefined || closestWord(text, words) !== null ? adviseWord(text, words) : otherwise),
    { type: "string", enum: words },
  );
}

function pad(digits: string | undefined): string {
  return (digits ?? "").padStart(2, "0");
}

/** A list, or a single item in its place. `hint` says how it is written where it stands. */
export function listOf<Item extends z.ZodType>(item: Item, hint = "write a list: [one, two]") {
  return z
    .preprocess(
      (written) => (written === null || written === undefined || Array.isArray(written) ? written : [written]),
      z.array(item, { error: hint }).min(1),
    )
    .meta({ orSingle: true });
}
