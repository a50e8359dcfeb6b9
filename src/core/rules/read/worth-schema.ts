import * as z from "zod";
import type { Worth } from "../settings.ts";
import { textField, writtenAs } from "../text/fields.ts";
import { switchedOff } from "./settings-fields.ts";

/** How `worth` of settings.yaml is written. */

const WRITTEN = "write { currency: EUR, visit: 2.00 }, or off";

const currencyField = writtenAs(
  "a currency such as EUR",
  (text) => (Intl.supportedValuesOf("currency").includes(text) ? text : null),
  () => "write its three letters: EUR, CHF, USD, CAD",
  { type: "string", pattern: "^[A-Z]{3}$", examples: ["EUR", "CHF", "USD", "CAD"] },
);

const amountField = z
  .number({ error: "write a number above 0, such as 2.00" })
  .positive({ error: "write a number above 0, such as 2.00" })
  .max(1_000_000, { error: "write a number up to 1000000" });

export const worthField = z.union(
  [
    z
      .strictObject({
        currency: currencyField.default("EUR").describe("The currency, by its three letters."),
        visit: amountField.optional().describe("One visit that a digest brought."),
        avoided_call: amountField.optional().describe("One call to support that did not take place."),
        source: textField.optional().describe("Who says so, named on the page."),
      })
      .refine(({ visit, avoided_call }) => visit !== undefined || avoided_call !== undefined, {
        error: "name what has a worth: visit, avoided_call, or both",
      })
      .transform(
        ({ currency, visit, avoided_call, source }): Worth => ({
          currency,
          visit: visit ?? null,
          avoidedCall: avoided_call ?? null,
          source: source ?? null,
        }),
      ),
    switchedOff.transform(() => null),
  ],
  { error: WRITTEN },
);
