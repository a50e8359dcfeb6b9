import * as z from "zod";
import { NO_PACE, type Pace, type Rate, type WarmUp } from "../../pace/pace.ts";
import { recipientDomain } from "../../pace/recipient-domain.ts";
import { dateField, writtenAs } from "../text/fields.ts";
import { switchedOff } from "./settings-fields.ts";

/** How `pace` of settings.yaml is written. */

const RATE_UNITS = { second: 1_000, minute: 60_000, hour: 3_600_000 };

const rateField = writtenAs(
  "a pace such as 20 per second",
  (text): Rate | null => {
    const [, count = "", unit = ""] = /^([1-9]\d{0,5}) per (second|minute|hour)$/.exec(text) ?? [];
    return count === "" ? null : { count: Number(count), perMs: RATE_UNITS[unit as keyof typeof RATE_UNITS] };
  },
  () => 'write "20 per second", "300 per minute" or "5000 per hour"',
  {
    type: "string",
    pattern: "^\\s*[1-9]\\d{0,5} per (second|minute|hour)\\s*$",
    examples: ["20 per second", "300 per minute", "5000 per hour"],
  },
);

/** Each domain that is not named. */
const OTHER_DOMAINS = "others";

const growField = writtenAs(
  "a factor such as 1.5x",
  (text) => {
    const factor = /^\d(\.\d+)?x$/.test(text) ? Number(text.slice(0, -1)) : 0;
    return factor > 1 ? factor : null;
  },
  () => "more than 1x, which is as much as the day before: write 1.5x",
  { type: "string", pattern: "^\\s*\\d(\\.\\d+)?x\\s*$", examples: ["1.5x", "2x"] },
);

function isDomain(name: string): boolean {
  return /^[^@\s]+\.[^@\s.]+$/.test(recipientDomain(name)) && !name.includes("@");
}

const domainRates = z
  .record(z.string(), rateField, { error: "write { gmail.com: 5 per second, others: 10 per second }" })
  .superRefine(
    (written, context) => {
      for (const name of Object.keys(written)) {
        if (name === OTHER_DOMAINS || isDomain(name)) continue;
        context.addIssue({
          code: "custom",
          message: `"${name}" is no domain`,
          path: [name],
          params: {
            hint: 'write what follows the @ of an address, such as gmail.com; "others" for all that are not named',
            aboutKey: true,
          },
        });
      }
    },
    // Also where a pace is wrong: all is told at once.
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .transform((written) => {
    const domains: Record<string, Rate> = {};
    for (const [name, rate] of Object.entries(written)) {
      if (name !== OTHER_DOMAINS) domains[recipientDomain(name)] = rate;
    }
    return { domains, others: written[OTHER_DOMAINS] ?? null };
  });

const warmUpField = z
  .union(
    [
      z.strictObject({
        from: dateField.describe("The first day."),
        first_day: z
          .int({ error: "write a number of mails, such as 200" })
          .min(1, { error: "at least 1" })
          .describe("How many mails on that day."),
        grow: growField.default(1.5).describe("Each day so many times as many as the day before."),
      }),
      switchedOff.transform(() => null),
    ],
    { error: "write off, or { from: 2026-12-01, first_day: 200, grow: 1.5x }" },
  )
  .transform((written): WarmUp | null =>
    written === null ? null : { from: written.from, firstDay: written.first_day, grow: written.grow },
  );

export const paceField = z
  .union(
    [
      z.strictObject({
        at_most: rateField.optional().describe("All mail together."),
        domains: domainRates
          .default({ domains: {}, others: null })
          .describe("To one domain, by the address's end; others: to each that is not named."),
        warm_up: warmUpField
          .default(null)
          .describe(
            "A mail server that receivers do not know yet: so many mails on its first day, more each day after.",
          ),
      }),
      switchedOff,
    ],
    { error: "write off, or { at_most: 20 per second, domains: { gmail.com: 5 per second } }" },
  )
  .transform(
    (written): Pace =>
      written === "off" ? NO_PACE : { all: written.at_most ?? null, ...written.domains, warmUp: written.warm_up },
  );
