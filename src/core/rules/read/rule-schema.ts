import * as z from "zod";
import { durationDays, isLocalDate, isLocalTime, parseDuration } from "../../calendar.ts";
import { CONTENT_TYPES } from "../../community.ts";
import { type Recurrence, RULE_STATES, UPON_ROLES, type UponRecipient, type UponRole } from "../rule.ts";
import { adviseWord } from "../text/check-shape.ts";
import { closestWord } from "../text/closest-word.ts";
import {
  aboutField,
  addressField,
  choiceField,
  conditionField,
  dateField,
  durationField,
  idField,
  listOf,
  nameField,
  repairDate,
  repairDuration,
  repairTime,
  shareField,
  textByLanguageField,
  textField,
  timeField,
  writtenAs,
} from "../text/fields.ts";
import { nearestWord } from "../text/nearest-word.ts";

/** How a rule file is written. Conditions are read apart, each by its own schema. */

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const EVERY_WORDS = ["day", "weekday", "month", ...WEEKDAYS];

/** 1 is Monday. */
export const weekdayField = choiceField(WEEKDAYS).transform((name) => WEEKDAYS.indexOf(name) + 1);

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
    writtenAs(
      "day, weekday, month, a list of weekdays, or a number of days such as 10 days",
      parseEvery,
      (text) => {
        if (/^(week|hebdo)/.test(text))
          return 'write "weekday" for Monday to Friday, [tuesday] for each Tuesday, or "7 days"';
        const list = text.split(/[\s,;/]+|and|et/).filter((word) => word !== "");
        const days = list.map((word) => closestWord(word, WEEKDAYS));
        if (list.length > 1 && !days.includes(null)) return `did you mean [${days.join(", ")}]?`;
        return /\d/.test(text) ? repairDuration(text) : adviseWord(text, EVERY_WORDS);
      },
      {
        type: "string",
        pattern: `^\\s*(${EVERY_WORDS.join("|")}|\\d{1,6}\\s+(day|week)s?)\\s*$`,
        examples: ["day", "weekday", "10 days", "month"],
      },
    ),
  ],
  { error: 'write "day", "weekday", [tuesday, thursday], "10 days" or "month"' },
);

const onceField = writtenAs(
  "a date and a time such as 2026-11-24 10:00",
  (text) => {
    const [date = "", time = "", ...rest] = text.split(/[ T]+/);
    return rest.length === 0 && isLocalDate(date) && isLocalTime(time) ? { date, time } : null;
  },
  (text) => {
    const [written = "", ...clock] = text.split(/[ T]+/);
    const date = isLocalDate(written) ? written : repairDate(written);
    const time = repairTime(clock.filter((word) => word !== "à" && word !== "at").join(" "));
    if (date === null) return "in each member's own local time: 2026-11-24 10:00";
    return `did you mean "${date} ${time ?? "10:00"}"?`;
  },
  {
    type: "string",
    pattern: "^\\s*\\d{4}-\\d{2}-\\d{2}[ T]+([01]\\d|2[0-3]):[0-5]\\d\\s*$",
    examples: ["2026-11-24 10:00"],
  },
);

export const senderField = z.strictObject(
  {
    name: textField.describe("The name that members see."),
    address: addressField.describe("The address that mails come from."),
  },
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
    },
    { error: 'write { every: day, at: "08:00" }' },
  )
  .describe("When digests leave. A rule has this or upon.");

function isRole(word: string): word is UponRole {
  return (UPON_ROLES as readonly string[]).includes(word);
}

/** A property may have almost any name; one that is nearly a role is taken for a slip of the finger. */
const recipientField = writtenAs(
  "whom to tell, or a property that holds a member's id",
  (text): UponRecipient | null => {
    if (isRole(text)) return { role: text };
    if (!/^[A-Za-z_][\w.-]{0,99}$/.test(text)) return null;
    return /^[a-z]+$/.test(text) && nearestWord(text, UPON_ROLES) !== null ? null : { property: text };
  },
  (text) => adviseWord(text, UPON_ROLES),
  { type: "string", examples: UPON_ROLES },
);

const gatherField = writtenAs(
  "a duration in minutes or hours such as 30 minutes",
  (text) => {
    const duration = parseDuration(text);
    return duration === null || duration.count === 0 || durationDays(duration) !== null ? null : duration;
  },
  (text) => {
    const days = /^(\d+)\s*d/.exec(text);
    return days === null ? 'minutes or hours: "30 minutes"' : `did you mean "${Number(days[1]) * 24} hours"?`;
  },
  {
    type: "string",
    pattern: "^\\s*0*[1-9]\\d{0,5}\\s+(minute|hour)s?\\s*$",
    examples: ["30 minutes", "2 hours"],
  },
);

const uponSchema = z
  .strictObject(
    {
      activity: textField.describe(
        "What the rule waits for: Comment Created, Message Received, a name of your site, Content Published, or Live Starting.",
      ),
      to: listOf(recipientField)
        .optional()
        .describe(
          "Who is told, never who did it: author, participants, followers, interested, registered, member (to whom it happened), or a property that holds a member's id.",
        ),
      gather: gatherField
        .default({ count: 30, unit: "minutes" })
        .describe("How long what follows is gathered into the same mail."),
      before: durationField.optional().describe("With Live Starting: how long before the start; 1 day by default."),
      types: listOf(choiceField(CONTENT_TYPES)).optional().describe("Only on contents of these types."),
      themes: listOf(textField).optional().describe("Only on contents on one of these themes."),
    },
    { error: 'write { activity: "Comment Created", to: [author, followers] }' },
  )
  .describe("What the rule waits for, instead of send: each member is told of all of it in one mail.");

const digestSchema = z
  .strictObject(
    {
      template: textField.optional().describe("A template of emails/: digest by default, activity with upon."),
      subject: textByLanguageField.describe("The subject of the mail."),
      preheader: textByLanguageField.optional().describe("What mail programs show behind the subject."),
      intro: textByLanguageField.optional().describe("The text above the picks."),
      closing: textByLanguageField.optional().describe("The text below the picks."),
      button: textByLanguageField.optional().describe("The words of the button."),
      from: senderField.optional().describe("Instead of the sender of settings.yaml."),
      reply_to: addressField.optional().describe("Where answers go, instead of to the sender."),
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
        .prefault({})
        .describe("How many contents are chosen for each member; with upon none by default."),
      skip_below: z
        .int({ error: "write a whole number" })
        .min(1)
        .max(40)
        .default(1)
        .describe("With fewer picks than this there is no mail. Not with upon."),
    },
    { error: "write what the mail holds: template, subject, picks" },
  )
  .describe("What the mail holds.");

export const ruleSchema = z.strictObject(
  {
    rule: nameField.describe("The rule's name, and its file's."),
    about: aboutField.optional().describe("What the rule is for, in a sentence."),
    state: choiceField(RULE_STATES)
      .default("draft")
      .describe("draft: planned and previewed, never mailed. live. paused."),
    when: conditionField.optional().describe("Whom the rule is for. With upon it may be left out."),
    send: sendSchema.optional(),
    upon: uponSchema.optional(),
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
      .prefault({})
      .describe("How often a member may get this rule."),
    holdout: shareField.optional().describe("Share of members kept from this rule alone, to measure what it causes."),
    transactional: z
      .boolean({ error: "write true or false" })
      .default(false)
      .describe("Only with upon: what a member waits for, such as a message. Outside caps, quiet hours and holdout."),
  },
  { error: "write a rule: rule, when, send (or upon) and digest" },
);

export type WrittenRule = z.output<typeof ruleSchema>;
export type WrittenSend = NonNullable<WrittenRule["send"]>;
export type WrittenUpon = NonNullable<WrittenRule["upon"]>;

export const segmentSchema = z.strictObject(
  {
    segment: nameField.describe("The segment's name, and its file's."),
    about: aboutField.optional().describe("Who this is, in a sentence."),
    when: conditionField
      .refine((written) => written !== undefined, {
        error: "",
        params: { hint: "write a condition: when: { inactive: 7 days }" },
      })
      .describe("Who belongs to it: a condition."),
  },
  { error: "write a segment: segment and when" },
);
