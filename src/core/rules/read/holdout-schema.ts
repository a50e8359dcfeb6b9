import * as z from "zod";
import { choiceField, conditionField, shareField } from "../text/fields.ts";
import { switchedOff } from "./settings-fields.ts";

/** How `holdout` of settings.yaml is written. */

const drawn = z.strictObject({
  share: shareField.default(0.1).describe("Share of members who get no digests, by lot; 0% for none."),
  by: choiceField(["member", "company"])
    .default("member")
    .describe("What is drawn: members, or whole companies where colleagues forward each other's mail."),
  rotate: choiceField(["never", "quarterly"])
    .default("never")
    .describe(
      "quarterly: who is held out is drawn anew on 1 January, April, July and October, and each quarter is measured by itself.",
    ),
  never: conditionField.optional().describe("Who is never held out: a condition."),
});

export const holdoutField = z.union([drawn, switchedOff.transform(() => drawn.parse({ share: "0%" }))], {
  error: "write { share: 10%, by: member }, or off",
});
