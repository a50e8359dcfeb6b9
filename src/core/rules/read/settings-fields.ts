import * as z from "zod";
import { isBouncesAddress, MAX_BOUNCES_ADDRESS } from "../../bounces/return-path.ts";
import { durationDays, isLocalDate, parseDuration } from "../../calendar.ts";
import { EVENT_NAMES } from "../../tracking/event-names.ts";
import type { Cap } from "../settings.ts";
import { adviseWord } from "../text/check-shape.ts";
import { addressField, choiceField, conditionField, dateField, idField, listOf, writtenAs } from "../text/fields.ts";

/** Values of settings.yaml, each as it is written and what is said where it is not. */

export function listField<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: "write a list: [one, two], or [] for none" });
}

export function parseCap(text: string): Cap | null {
  const match = /^(\d{1,4}) per (?:(\d{1,4}) )?(day|week)s?$/.exec(text);
  if (match === null) return null;
  const days = Number(match[2] ?? 1) * (match[3] === "week" ? 7 : 1);
  return Number(match[1]) > 0 && days > 0 ? { count: Number(match[1]), days } : null;
}

export function parseClosed(text: string): { from: string; to: string } | null {
  const [from = "", to = from, ...rest] = text.split("..").map((part) => part.trim());
  return rest.length === 0 && isLocalDate(from) && isLocalDate(to) && from <= to ? { from, to } : null;
}

export const daysField = writtenAs("a number of days such as 14 days", (text) => {
  const duration = parseDuration(text);
  return duration !== null && duration.count > 0 && durationDays(duration) !== null ? duration : null;
});

export const brakeField = writtenAs(
  'a factor such as 3x, or "off"',
  (text): { readonly factor: number | null } | null => {
    if (text === "off") return { factor: null };
    const factor = /^\d+(\.\d+)?x$/.test(text) ? Number(text.slice(0, -1)) : 0;
    return factor > 1 ? { factor } : null;
  },
  () => 'more than 1x, the usual size: write 3x, or "off"',
  { type: "string", pattern: "^\\s*(off|0*[1-9]\\d*(\\.\\d+)?x)\\s*$", examples: ["3x", "off"] },
);

export const offerAgainField = writtenAs(
  '"never", or "after 60 days"',
  (text): { readonly days: number | null } | null => {
    if (text === "never") return { days: null };
    const duration = parseDuration(text.replace(/^after /, ""));
    const days = text.startsWith("after ") && duration !== null ? durationDays(duration) : null;
    return days === null || days === 0 ? null : { days };
  },
  (text) => (parseDuration(text) === null ? null : `did you mean "after ${text}"?`),
  {
    type: "string",
    pattern: "^\\s*(never|after 0*[1-9]\\d{0,5} (day|week)s?)\\s*$",
    examples: ["never", "after 60 days"],
  },
);

/** Rules and reports look back as far as a year. */
export const LEAST_KEPT_DAYS = 366;

/** `because`: what looks back as far as the least. */
export function keptField(least: number, because: string) {
  return writtenAs(
    '"forever", or a number of days such as 800 days',
    (text): { readonly days: number | null } | null => {
      if (text === "forever") return { days: null };
      const duration = parseDuration(text);
      const days = duration === null ? null : durationDays(duration);
      return days === null || days < least ? null : { days };
    },
    () => `at least ${least} days, ${because}: write 800 days, or forever`,
    {
      type: "string",
      pattern: "^\\s*(forever|0*[1-9]\\d{0,5} (day|week)s?)\\s*$",
      examples: ["forever", "800 days"],
    },
  );
}

/** As long as somebody may ask what a mail was about. */
export const LEAST_MAIL_DAYS = 30;
/** Six half-lives of a soft bounce. */
export const LEAST_RETURN_DAYS = 90;

export const sendingField = z.union(
  [
    choiceField(["off", "on"], "write off, on, or { only: [address, …] }"),
    z
      .strictObject({ only: listOf(addressField).describe("Mail leaves to these addresses alone.") })
      .transform(({ only }) => ({ only: only.map((address) => address.toLowerCase()) })),
  ],
  { error: "write off, on, or { only: [address, …] }" },
);

export const teamField = writtenAs(
  "an e-mail address, or a domain such as @example.org",
  (text) => (/^[^\s@]*@[^\s@]+$/.test(text) ? text.toLowerCase() : null),
  (text) => (/^[\w-]+(\.[\w-]+)+$/.test(text) ? `did you mean "@${text}"?` : null),
);

export const logoField = writtenAs(
  "the address of an image such as https://example.org/logo.png, or null",
  (text) => (/^https?:\/\/[^\s"'<>]+$/.test(text) ? text : null),
  (text) => (/^[\w-]+(\.[\w-]+)+\//.test(text) ? `did you mean "https://${text}"?` : null),
  { type: "string", examples: ["https://example.org/logo.png"] },
);

export const switchedOff = z.literal("off");

export const bouncesField = writtenAs(
  `an address for bounces: letters, digits, dots and hyphens, the whole address in at most ${MAX_BOUNCES_ADDRESS} characters`,
  (text) => (isBouncesAddress(text) ? text : null),
  () =>
    `each digest's own key is added to it, and some servers take 64 characters in all: the whole address may have ${MAX_BOUNCES_ADDRESS}, domain included; take a short name, such as b@example.org`,
  { type: "string", examples: ["bounces@example.org"] },
);

export const addressList = listField(addressField);

export const eventField = writtenAs(
  "the name of an event that is known here",
  (text) => (EVENT_NAMES.includes(text) ? text : null),
  (text) => adviseWord(text, EVENT_NAMES),
  { type: "string", enum: EVENT_NAMES },
);

export const pinnedField = z.strictObject(
  {
    content: idField.describe("The content's id on your site."),
    until: dateField.optional().describe("Its last day."),
    for: conditionField.optional().describe("Who gets it: a condition."),
  },
  { error: "write { content: id, until: 2026-12-31 }" },
);
