import * as z from "zod";
import { type Duration, durationDays, isLocalDate, parseDuration } from "../calendar.ts";
import {
  addressField,
  choiceField,
  dateField,
  durationField,
  idField,
  languageField,
  listOf,
  nameField,
  shareField,
  textField,
  timeField,
  timezoneField,
  writtenAs,
} from "./fields.ts";
import { senderField } from "./rule-schema.ts";
import type { Cap } from "./settings.ts";

/** How settings.yaml is written, key by key. A list may be empty here, as the shipped file leaves many. */

function listField<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: "write a list: [one, two], or [] for none" });
}

function parseCap(text: string): Cap | null {
  const match = /^(\d{1,4}) per (?:(\d{1,4}) )?(day|week)s?$/.exec(text);
  if (match === null) return null;
  const days = Number(match[2] ?? 1) * (match[3] === "week" ? 7 : 1);
  return Number(match[1]) > 0 && days > 0 ? { count: Number(match[1]), days } : null;
}

function parseClosed(text: string): { from: string; to: string } | null {
  const [from = "", to = from, ...rest] = text.split("..").map((part) => part.trim());
  return rest.length === 0 && isLocalDate(from) && isLocalDate(to) && from <= to ? { from, to } : null;
}

const daysField = writtenAs("a number of days such as 14 days", (text) => {
  const duration = parseDuration(text);
  return duration !== null && duration.count > 0 && durationDays(duration) !== null ? duration : null;
});

const brakeField = writtenAs(
  'a factor such as 3x, or "off"',
  (text): { readonly factor: number | null } | null => {
    if (text === "off") return { factor: null };
    const factor = /^\d+(\.\d+)?x$/.test(text) ? Number(text.slice(0, -1)) : 0;
    return factor > 1 ? { factor } : null;
  },
  () => 'more than 1x, the usual size: write 3x, or "off"',
);

const offerAgainField = writtenAs(
  '"never", or "after 60 days"',
  (text): { readonly days: number | null } | null => {
    if (text === "never") return { days: null };
    const duration = parseDuration(text.replace(/^after /, ""));
    const days = text.startsWith("after ") && duration !== null ? durationDays(duration) : null;
    return days === null || days === 0 ? null : { days };
  },
  (text) => (parseDuration(text) === null ? null : `did you mean "after ${text}"?`),
);

const sendingField = z.union(
  [
    choiceField(["off", "on"]),
    z
      .strictObject({ only: listOf(addressField) })
      .transform(({ only }) => ({ only: only.map((address) => address.toLowerCase()) })),
  ],
  { error: 'write "off", "on" or only: [address, …]' },
);

const teamField = writtenAs(
  "an e-mail address, or a domain such as @example.org",
  (text) => (/^[^\s@]*@[^\s@]+$/.test(text) ? text.toLowerCase() : null),
  (text) => (/^[\w-]+(\.[\w-]+)+$/.test(text) ? `did you mean "@${text}"?` : null),
);

const switchedOff = z.literal("off");

const addressList = listField(addressField);

const conditionField = z.unknown();

const pinnedField = z.strictObject(
  {
    content: idField,
    until: dateField.optional().describe("Its last day."),
    for: conditionField.optional().describe("Who gets it: a condition."),
  },
  { error: "write { content: id, until: 2026-12-31 }" },
);

/** Keys that this version acts upon. */
export const SETTINGS_SCHEMAS = {
  sending: sendingField.default("off").describe("off, on, or only: these addresses get mail."),
  brand: z
    .strictObject({
      name: textField.default("Our community"),
      logo: z.string().nullable().default(null),
      colour: writtenAs('a colour such as "#0b5fff"', (text) => (/^#[0-9a-fA-F]{6}$/.test(text) ? text : null)).default(
        "#0b5fff",
      ),
      font: textField.default("Arial, Helvetica, sans-serif"),
      postal_address: z.string({ error: "write a text" }).default(""),
      legal: z
        .union([z.string(), z.record(z.string(), z.string())], {
          error: 'write a text for each language: { en: "…", fr: "…" }',
        })
        .optional(),
    })
    .prefault({}),
  from: senderField.default({ name: "Our community", address: "community@example.org" }),
  languages: listOf(languageField)
    .default(["en", "fr"])
    .describe("The languages your mails are written in, the main one first."),
  timezone: timezoneField.default("Europe/Paris").describe("For members whose own is not known."),
  quiet_hours: z
    .union([z.strictObject({ from: timeField, to: timeField }), z.null()], {
      error: 'write { from: "21:00", to: "07:30" }',
    })
    .default({ from: "21:00", to: "07:30" }),
  closed: listField(
    writtenAs("a day or a span of days", parseClosed, () => "write 2026-12-25, or 2026-08-01..2026-08-23"),
  )
    .default([])
    .describe("Days without mail, in each member's own calendar; what is due then waits for the next open day."),
  caps: listField(writtenAs("a cap such as 3 per 7 days", parseCap, () => 'write "1 per day", "3 per 7 days"')).default(
    [
      { count: 1, days: 1 },
      { count: 3, days: 7 },
    ],
  ),
  order: listField(nameField).default([]),
  holdout: z
    .strictObject({
      share: shareField.default(0.1),
      by: choiceField(["member", "company"]).default("member"),
      never: conditionField.optional(),
    })
    .prefault({}),
  brake: brakeField
    .default({ factor: 3 })
    .describe(
      "3x: a mailing of more than three times the rule's four-week usual waits for release, and expires with its day. off.",
    ),
  catch_up: durationField.default({ count: 6, unit: "hours" }),
  expire_after: durationField.default({ count: 20, unit: "hours" }),
  hot_for: daysField.default({ count: 14, unit: "days" }),
  offer_again: offerAgainField
    .default({ days: null })
    .describe("never, or after 60 days: an older content that was proposed and not opened may be proposed again."),
  visit_gap: durationField.default({ count: 30, unit: "minutes" }),
  consent: choiceField(["assumed", "recorded"]).default("assumed"),
  team: listField(teamField).default([]),
  passive_events: listField(textField).default([]),
  pinned: listField(pinnedField).default([]),
  blocked: listField(idField).default([]),
  evergreen: listField(idField).default([]),
  links: z
    .strictObject({ utm: z.record(z.string().regex(/^[a-z_]{1,40}$/, "small letters"), z.string()).default({}) })
    .prefault({}),
  unknown: choiceField(["hold", "retry"]).default("hold"),
  review: z
    .union(
      [
        z.strictObject({
          before: durationField
            .default({ count: 2, unit: "hours" })
            .describe("How long before the first mail of a mailing leaves."),
          to: addressList.default([]).describe("Who gets the proof; [] for nobody."),
        }),
        switchedOff.transform(() => ({ before: { count: 2, unit: "hours" } satisfies Duration, to: [] as string[] })),
      ],
      { error: "write { before: 2 hours, to: [address] }" },
    )
    .prefault({})
    .describe("A proof by mail of each mailing before it leaves, with a link to hold it."),
  alerts: z
    .strictObject(
      { to: addressList.default([]).describe("Who is told; [] for nobody.") },
      { error: "write { to: [address] }" },
    )
    .prefault({})
    .describe("Who is told by mail of a broken file, a rule that reaches nobody, a mailing that is held."),
};

/** Keys of later versions: checked, so that a file written for them is valid, and announced when they ask for something. */
export const LATER_SETTINGS_SCHEMAS = {
  events: z.record(z.string(), textField, { error: "write { their name: our name }" }),
  goals: z.record(
    z.string(),
    z.strictObject({ indicator: textField, target: z.union([shareField, z.number()]), by: dateField }),
  ),
  targets: z.record(z.string(), z.union([z.string(), z.number()])),
  worth: z.union([z.record(z.string(), z.union([z.string(), z.number()])), switchedOff], {
    error: "write { currency: EUR, visit: 2.00 }",
  }),
  reports: z.strictObject({ weekly: addressList.default([]), quarterly: addressList.default([]) }),
  notes: listField(z.strictObject({ date: dateField, text: textField })),
  treatments: listField(z.strictObject({ name: textField, activity: textField })),
};
