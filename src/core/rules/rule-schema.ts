import * as z from "zod";
import { durationDays, isLocalDate, isLocalTime, parseDuration } from "../calendar.ts";
import { adviseWord } from "./check-shape.ts";
import {
  addressField,
  choiceField,
  dateField,
  durationField,
  idField,
  listOf,
  nameField,
  shareField,
  textByLanguageField,
  textField,
  timeField,
  writtenAs,
} from "./fields.ts";
import { type Recurrence, RULE_STATES } from "./rule.ts";

/** How a rule file is written. Conditions are read apart, each by its own schema. */

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const EVERY_WORDS = ["day", "weekday", "month", ...WEEKDAYS];

const weekdayField = choiceField(WEEKDAYS).transform((name) => WEEKDAYS.indexOf(name) + 1);

/** Without `day`, a monthly rule is due on the month's last day. */
const LAST_DAY = 31;

function parseEvery(text: string): Recurrence | null {
  if (text === "day") return { kind: "day" };
  if (text === "weekday") return { kind: "weekdays", days: [1, 2, 3, 4, 5] };
  if (text === "month") return { kind: "month", day: LAST_DAY };
  const weekday = (WEEKDAYS as readonly string[]).indexOf(text);
  if (weekday !== -1) return { kind: "weekdays", days: [weekday + 1] };
  const duration = parseDuration(text);
  const days = duration === null ? null : durationDays(duration);
  return days === null || days === 0 ? null : { kind: "spaced", days };
}

const everyField = z.union(
  [
    z
      .array(weekdayField)
      .min(1)
      .transform((days): Recurrence => ({ kind: "weekdays", days: [...new Set(days)].sort() })),
    writtenAs("day, weekday, month, a list of weekdays, or a number of days such as 10 days", parseEvery, (text) => {
      if (text.startsWith("week"))
        return 'write "weekday" for Monday to Friday, [tuesday] for each Tuesday, or "7 days"';
      return adviseWord(text, EVERY_WORDS);
    }),
  ],
  { error: 'write "day", "weekday", [tuesday, thursday], "10 days" or "month"' },
);

const onceField = writtenAs(
  "a date and a time such as 2026-11-24 10:00",
  (text) => {
    const [date = "", time = "", ...rest] = text.split(/[ T]+/);
    return rest.length === 0 && isLocalDate(date) && isLocalTime(time) ? { date, time } : null;
  },
  () => "in each member's own local time: 2026-11-24 10:00",
);

const LATER = "comes in a later version";

function notYet(what: string) {
  return z
    .unknown()
    .optional()
    .refine((written) => written === undefined, {
      error: `${what} ${LATER}`,
      params: { hint: "leave it out for now", aboutKey: true },
    });
}

export const senderField = z.strictObject(
  { name: textField.describe("The name that members see."), address: addressField },
  { error: 'write { name: "…", address: "…" }' },
);

const sendSchema = z
  .strictObject(
    {
      every: everyField
        .optional()
        .describe("day, weekday, [tuesday, thursday], 10 days (for each member, from the last one), or month."),
      day: z
        .int({ error: "write a day of the month, 1 to 31" })
        .min(1)
        .max(31)
        .optional()
        .describe("With month: the day; the last one where the month is shorter."),
      once: onceField.optional().describe("A single date and time, in each member's own local time."),
      at: timeField.optional().describe("The member's own local time."),
      from: dateField.optional().describe("First day of the rule."),
      until: dateField.optional().describe("Last day of the rule."),
      upon: notYet('"upon"'),
    },
    { error: 'write { every: day, at: "08:00" }' },
  )
  .describe("When digests leave.");

const digestSchema = z
  .strictObject(
    {
      template: textField.default("digest").describe("A template of emails/."),
      subject: textByLanguageField,
      preheader: textByLanguageField.optional().describe("What mail programs show behind the subject."),
      intro: textByLanguageField.optional().describe("The text above the picks."),
      closing: textByLanguageField.optional().describe("The text below the picks."),
      button: textByLanguageField.optional().describe("The words of the button."),
      from: senderField.optional().describe("Instead of the sender of settings.yaml."),
      reply_to: addressField.optional(),
      pin: listOf(idField).optional().describe("Contents that come first, for whoever has not seen them."),
      picks: z
        .strictObject(
          {
            hot: z.int({ error: "write a whole number" }).min(0).max(20).default(3).describe("Unseen and recent."),
            cold: z
              .int({ error: "write a whole number" })
              .min(0)
              .max(20)
              .default(2)
              .describe("Unseen and older, on themes the member cares for."),
          },
          { error: "write { hot: 3, cold: 2 }" },
        )
        .prefault({}),
      skip_below: z
        .int({ error: "write a whole number" })
        .min(1)
        .max(40)
        .default(1)
        .describe("With fewer picks than this there is no mail."),
    },
    { error: "write what the mail holds: template, subject, picks" },
  )
  .describe("What the mail holds.");

export const ruleSchema = z.strictObject(
  {
    rule: nameField.describe("The rule's name, and its file's."),
    about: textField.optional().describe("What the rule is for, in a sentence."),
    state: choiceField(RULE_STATES)
      .default("draft")
      .describe("draft: planned and previewed, never mailed. live. paused."),
    when: z.unknown().refine((written) => written !== undefined, { error: "" }),
    send: sendSchema,
    digest: digestSchema,
    limits: z
      .strictObject(
        {
          again_after: durationField
            .optional()
            .describe("A member gets this rule again after this long at the earliest."),
        },
        { error: "write { again_after: 7 days }" },
      )
      .prefault({}),
    holdout: shareField.optional().describe("Share of members kept from this rule alone, to measure what it causes."),
    transactional: notYet('"transactional"'),
  },
  { error: "write a rule: rule, when, send and digest" },
);

export type WrittenRule = z.output<typeof ruleSchema>;
export type WrittenSend = WrittenRule["send"];

export const segmentSchema = z.strictObject(
  {
    segment: nameField.describe("The segment's name, and its file's."),
    about: textField.optional().describe("Who this is, in a sentence."),
    when: z.unknown().refine((written) => written !== undefined, { error: "" }),
  },
  { error: "write a segment: segment and when" },
);
