import * as z from "zod";
import { choiceField, timeField } from "../text/fields.ts";
import { weekdayField } from "./rule-schema.ts";
import { addressList, switchedOff } from "./settings-fields.ts";

/** How `reports` of settings.yaml is written. */

const written = z.strictObject(
  {
    weekly: addressList.default([]).describe("Who gets the report of each week; [] for nobody."),
    day: weekdayField.default(1).describe("The weekday on which it leaves; it is of the seven days before."),
    at: timeField.default("08:00").describe("The hour at which it leaves, in the community's timezone."),
    language: choiceField(["en", "fr"])
      .optional()
      .describe("The language it is written in; without it, the first of languages, where that is one of these two."),
    quarterly: addressList.default([]).describe("Who gets the page of each quarter. In a later version."),
  },
  { error: 'write { weekly: [address], day: monday, at: "08:00" }, or off' },
);

export const reportsField = z.union([written, switchedOff.transform(() => written.parse({}))], {
  error: 'write { weekly: [address], day: monday, at: "08:00" }, or off',
});
