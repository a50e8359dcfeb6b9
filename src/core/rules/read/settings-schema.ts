import * as z from "zod";
import type { Duration } from "../../calendar.ts";
import { NO_PACE } from "../../pace/pace.ts";
import {
  choiceField,
  dateField,
  durationOf,
  idField,
  languageField,
  listOf,
  nameField,
  repairDate,
  textByLanguageField,
  textField,
  timeField,
  timezoneField,
  writtenAs,
} from "../text/fields.ts";
import { goalsField, targetsField } from "./goal-schema.ts";
import { holdoutField } from "./holdout-schema.ts";
import { paceField } from "./pace-schema.ts";
import { reportsField } from "./reports-schema.ts";
import { senderField } from "./rule-schema.ts";
import {
  addressList,
  bouncesField,
  brakeField,
  daysField,
  eventField,
  keptField,
  LEAST_KEPT_DAYS,
  LEAST_MAIL_DAYS,
  LEAST_RETURN_DAYS,
  listField,
  logoField,
  offerAgainField,
  parseCap,
  parseClosed,
  pinnedField,
  sendingField,
  switchedOff,
  teamField,
} from "./settings-fields.ts";
import { treatmentsField } from "./treatment-schema.ts";
import { worthField } from "./worth-schema.ts";

/** How settings.yaml is written, key by key. A list may be empty here, as the shipped file leaves many. */

/** Keys that this version acts upon. */
export const SETTINGS_SCHEMAS = {
  sending: sendingField
    .default("off")
    .describe("Who gets mail. off: nobody. on: everybody the rules choose. only: these addresses alone."),
  brand: z
    .strictObject({
      name: textField.default("Our community").describe("The name of your community."),
      logo: logoField.nullable().default(null).describe("The address of an image, 400 pixels wide or more."),
      colour: writtenAs(
        'a colour such as "#0b5fff"',
        (text) => (/^#[0-9a-fA-F]{6}$/.test(text) ? text : null),
        () => 'six digits or letters from a to f after #, in quotes: "#0b5fff"',
        { type: "string", pattern: "^#[0-9a-fA-F]{6}$", examples: ["#0b5fff"] },
      )
        .default("#0b5fff")
        .describe("Of buttons and headings."),
      font: textField.default("Arial, Helvetica, sans-serif").describe("Fonts, the first choice first."),
      postal_address: z
        .string({ error: "write a text" })
        .default("")
        .describe("Where you can be reached by letter: the law asks for it in most countries."),
      legal: z
        .union([z.string(), z.record(z.string(), z.string())], {
          error: 'write a text for each language: { en: "…", fr: "…" }',
        })
        .optional()
        .describe("The small print at the bottom of each mail, in each language."),
    })
    .prefault({})
    .describe("How your mails look and who stands behind them."),
  from: senderField
    .default({ name: "Our community", address: "community@example.org" })
    .describe("The sender. Use an address that somebody reads."),
  languages: listOf(languageField)
    .default(["en", "fr"])
    .describe("The languages your mails are written in, the main one first."),
  reads: choiceField(["known", "all"])
    .default("known")
    .describe(
      "Members whose languages are not known get contents in all of yours, and rules check tells how many they are (known). all: that is meant, since everybody reads them all.",
    ),
  timezone: timezoneField.default("Europe/Paris").describe("For members whose own is not known."),
  quiet_hours: z
    .union(
      [
        z.strictObject({
          from: timeField.describe("No mail leaves from this time on."),
          to: timeField.describe("Mail may leave again from this time on, on the next morning where it is earlier."),
        }),
        switchedOff.transform(() => null),
        z.null(),
      ],
      { error: 'write { from: "21:00", to: "07:30" }, or off' },
    )
    .default({ from: "21:00", to: "07:30" })
    .describe(
      "No mail leaves in these hours, wherever the member lives; it waits until they end. off: there are none.",
    ),
  closed: listField(
    writtenAs(
      "a day or a span of days",
      parseClosed,
      (text) => {
        const date = repairDate(text);
        return date === null ? "write 2026-12-25, or 2026-08-01..2026-08-23" : `did you mean "${date}"?`;
      },
      {
        type: "string",
        pattern: "^\\d{4}-\\d{2}-\\d{2}(\\s*\\.\\.\\s*\\d{4}-\\d{2}-\\d{2})?$",
        examples: ["2026-12-25", "2026-08-01..2026-08-23"],
      },
    ),
  )
    .default([])
    .describe("Days without mail, in each member's own calendar; what is due then waits for the next open day."),
  caps: listField(
    writtenAs("a cap such as 3 per 7 days", parseCap, () => 'write "1 per day", "3 per 7 days"', {
      type: "string",
      pattern: "^\\d{1,4} per (\\d{1,4} )?(day|week)s?$",
      examples: ["1 per day", "3 per 7 days"],
    }),
  )
    .default([
      { count: 1, days: 1 },
      { count: 3, days: 7 },
    ])
    .describe("How much mail a member gets at most, all rules together."),
  order: listField(nameField)
    .default([])
    .describe(
      "When several rules choose the same member at the same time, the first of this list writes. Rules that are not listed come after, by name.",
    ),
  holdout: holdoutField
    .prefault({})
    .describe(
      "Members who get no digests, so that what the digests cause can be measured. off: nobody is held out, and nothing is measured.",
    ),
  brake: brakeField
    .default({ factor: 3 })
    .describe(
      "3x: a mailing of more than three times the rule's four-week usual waits for release, and expires with its day. off.",
    ),
  catch_up: durationOf("hour", "6 hours")
    .default({ count: 6, unit: "hours" })
    .describe("After an interruption, mailings up to this late are still made."),
  expire_after: durationOf("hour", "20 hours")
    .default({ count: 20, unit: "hours" })
    .describe("A mail that could not leave for this long no longer does."),
  hot_for: daysField.default({ count: 14, unit: "days" }).describe("How long a content counts as recent."),
  offer_again: offerAgainField
    .default({ days: null })
    .describe("never, or after 60 days: an older content that was proposed and not opened may be proposed again."),
  visit_gap: durationOf("minute", "30 minutes")
    .default({ count: 30, unit: "minutes" })
    .describe("This long without a click ends a visit."),
  consent: choiceField(["assumed", "recorded"])
    .default("assumed")
    .describe("assumed: members may be mailed until they say no. recorded: only those who said yes."),
  team: listField(teamField)
    .default([])
    .describe("People of your own house, neither mailed nor counted: addresses, or domains such as @our-company.com."),
  passive_events: listField(textField)
    .default([])
    .describe("Events that happen to members rather than being done by them, by your site's names: no visit."),
  events: z
    .record(z.string(), eventField, { error: 'write { article_read: "Content Viewed" }' })
    .default({})
    .describe("Your site's names of events, and what they are called here."),
  pinned: listField(pinnedField).default([]).describe("Contents that come first in every digest."),
  blocked: listField(idField).default([]).describe("Contents that are never in a digest, by their id on your site."),
  evergreen: listField(idField)
    .default([])
    .describe("Contents for members who have seen all the rest, by their id on your site."),
  links: z
    .strictObject({
      utm: z
        .record(z.string().regex(/^[a-z_]{1,40}$/, "write small letters: source, medium, campaign"), z.string())
        .default({})
        .describe("Each as utm_…: source, medium, campaign; {{ rule }} is the rule's name."),
      clicks: choiceField(["on", "off"])
        .default("on")
        .describe("on: links to your site lead through Rekindle, which counts the clicks. off: straight to your site."),
      opens: choiceField(["on", "off"])
        .default("off")
        .describe(
          "on: mails carry an image of one point, and who loads it is kept as an open, for outbox show only. off: no such image.",
        ),
    })
    .prefault({})
    .describe(
      "The links to your site: what is added to them for your web analytics, and whether clicks and opens are counted.",
    ),
  unknown: choiceField(["hold", "retry"])
    .default("hold")
    .describe(
      "When it cannot be known whether a mail has left. hold: wait for a person. retry: send it again, at the risk of twice.",
    ),
  pace: paceField
    .default(NO_PACE)
    .describe(
      "How fast mail leaves, all workers together; what has to wait leaves when its turn comes. off: no limit.",
    ),
  review: z
    .union(
      [
        z.strictObject({
          before: durationOf("hour", "2 hours")
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
  bounces: z
    .union(
      [
        z.strictObject({
          address: bouncesField.describe(
            "To BOUNCE_PORT of this installation: what goes to bounces+anything@ must arrive there too.",
          ),
        }),
        switchedOff.transform(() => null),
      ],
      { error: "write off, or { address: bounces@example.org }" },
    )
    .default(null)
    .describe(
      "Where mail that cannot be delivered comes back to, so that dead addresses are not mailed again. off: to the sender.",
    ),
  retention: z
    .strictObject(
      {
        activities: keptField(LEAST_KEPT_DAYS, "since rules and reports look back a year")
          .default({ days: null })
          .describe("What members did, act by act. Whole months go; visits and views stay."),
        mails: keptField(LEAST_MAIL_DAYS, "since members ask what they were sent")
          .default({ days: null })
          .describe("The texts of mails, once they can no longer leave. What became of them stays."),
        clicks: keptField(LEAST_MAIL_DAYS, "since a mail is opened weeks later")
          .default({ days: null })
          .describe("Which links were followed."),
        opens: keptField(LEAST_MAIL_DAYS, "since a mail is opened weeks later")
          .default({ days: null })
          .describe("Which mails were opened, where that is counted."),
        returns: keptField(LEAST_RETURN_DAYS, "since soft bounces add up over weeks")
          .default({ days: null })
          .describe(
            "What mail servers said of mails: bounces, complaints. An address that gets nothing stays excluded.",
          ),
      },
      { error: "write { activities: 800 days, mails: 365 days }" },
    )
    .prefault({})
    .describe("How long what is known of members is kept."),
  alerts: z
    .strictObject(
      { to: addressList.default([]).describe("Who is told; [] for nobody.") },
      { error: "write { to: [address] }" },
    )
    .prefault({})
    .describe(
      "Who is told by mail of a broken file, a rule that reaches nobody, a mailing that is held, too many dead addresses or complaints.",
    ),
  reports: reportsField
    .prefault({})
    .describe("Who gets the report by mail, charts included, and when: each address once a week."),
  goals: goalsField
    .default([])
    .describe("What you want to reach and by when, by the names you give it; shown on the report."),
  targets: targetsField
    .default({})
    .describe("What an indicator should be, such as revisit: 7 days; shown on the report."),
  worth: worthField
    .default(null)
    .describe(
      "What a visit is worth to you, for the page of your sponsor; without it the page counts visits, never money.",
    ),
  notes: listField(
    z.strictObject({
      date: dateField.describe("The day."),
      text: textByLanguageField.describe("What happened, in a few words; one text, or one for each language."),
    }),
  )
    .default([])
    .describe("Days worth a mark on the charts of the report, such as that of a new home page."),
  treatments: treatmentsField
    .default([])
    .describe(
      "What else your site does with members, such as a badge: compared on the report, and measured where chance drew the groups.",
    ),
};
