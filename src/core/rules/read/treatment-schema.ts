import * as z from "zod";
import type { Draw, Treatment } from "../../treatment.ts";
import { choiceField, dateField, listOf, shareField, textField } from "../text/fields.ts";
import { listField } from "./settings-fields.ts";

/** How `treatments` of settings.yaml are written. */

const valueField = z
  .union([z.string().min(1), z.number(), z.boolean()], { error: "write a text, a number, true or false" })
  .transform(String);

function valuesField(example: string) {
  return z.record(z.string(), valueField, { error: `write ${example}` });
}

const activitiesField = listOf(textField, "write activity: Badge Earned, or [Badge Earned, Badge Given]");

interface Complaints {
  readonly addIssue: (issue: { code: "custom"; message: string; path: string[]; params: object }) => void;
}

function complain({ addIssue }: Complaints, message: string, key: string, hint: string): void {
  addIssue({ code: "custom", message, path: [key], params: { hint, aboutKey: true } });
}

/** What is wrong between keys is told also where one of them is wrong by itself. */
const ALL_AT_ONCE = {
  when: ({ value }: { readonly value: unknown }) =>
    typeof value === "object" && value !== null && !Array.isArray(value),
};

const drawField = z
  .strictObject(
    {
      activity: activitiesField
        .optional()
        .describe("The activity that says who was drawn into which group, when it was."),
      arm: textField.default("arm").describe("The property of that activity which says the group."),
      trait: textField.optional().describe("Instead: the member's own trait that says the group."),
      on: dateField.optional().describe("With a trait: the day of the draw."),
      treated: valueField.describe("What it says of those who were to get it."),
      control: valueField.describe("What it says of those who were not."),
      share: shareField.describe("Of those drawn, the share that was to get it."),
    },
    { error: "write { activity: Programme Drawn, arm: group, treated: invited, control: waiting, share: 50% }" },
  )
  .superRefine((written, context) => {
    if ((written.activity === undefined) === (written.trait === undefined)) {
      const both = written.trait !== undefined;
      complain(
        context,
        both ? '"activity" and "trait" exclude each other' : "nothing says who was drawn into which group",
        both ? "trait" : "treated",
        both ? "keep one of them" : "add activity: Programme Drawn, or trait: programme with on: 2026-10-01",
      );
    }
    if (written.trait !== undefined && written.on === undefined) {
      complain(context, "a trait does not say when it was drawn", "trait", "add on: 2026-10-01");
    }
    if (written.activity !== undefined && written.on !== undefined) {
      complain(context, "an activity has its own time", "on", "take it away");
    }
    if (written.treated !== undefined && written.treated === written.control) {
      complain(context, '"treated" and "control" are the same', "control", "write what the site says of each group");
    }
    if (written.share <= 0 || written.share >= 1) {
      complain(context, "with that share nobody is left to compare with", "share", "write a share such as 50%");
    }
  }, ALL_AT_ONCE)
  .transform(
    ({ activity, arm, trait, on, treated, control, share }): Draw => ({
      by:
        trait !== undefined && on !== undefined
          ? { kind: "trait", trait, on }
          : { kind: "activity", activities: activity ?? [], arm },
      treated,
      control,
      share,
    }),
  );

const treatmentField = z
  .strictObject(
    {
      name: textField.describe("What the report calls it."),
      activity: activitiesField
        .optional()
        .describe("The activity that tells that a member had it, or several of them."),
      with: valuesField("with: { badge: gold }").default({}).describe("Only such activities with these properties."),
      trait: valuesField("trait: { plan: premium }")
        .optional()
        .describe(
          "Instead of an activity: the member's traits, as they are now. Members with them are compared with those without.",
        ),
      assignment: choiceField(["random", "none"])
        .default("none")
        .describe("none: members chose it, or were chosen. random: chance alone decided, and draw says how."),
      draw: drawField.optional().describe("With random: who was drawn into which group."),
    },
    { error: "write { name: Welcome tour, activity: Tour Finished }" },
  )
  .superRefine((written, context) => {
    const isRandom = written.assignment === "random";
    if (isRandom && written.draw === undefined) {
      complain(
        context,
        "it is not said who was drawn into which group",
        "assignment",
        "add draw: { activity: Programme Drawn, arm: group, treated: invited, control: waiting, share: 50% }",
      );
    }
    if (!isRandom && written.draw !== undefined) {
      complain(context, "only what chance decided is drawn", "draw", "add assignment: random, or take draw away");
    }
    if (isRandom && written.trait !== undefined) {
      complain(context, "who was drawn is said by draw", "trait", "write draw: { trait: …, on: 2026-10-01, … }");
    }
    if (!isRandom && written.activity !== undefined && written.trait !== undefined) {
      complain(context, '"activity" and "trait" exclude each other', "trait", "keep one of them");
    }
    if (!isRandom && written.activity === undefined && written.trait === undefined) {
      complain(context, "nothing says who had it", "name", "add activity: Tour Finished, or trait: { plan: premium }");
    }
    if (written.activity === undefined && Object.keys(written.with ?? {}).length > 0) {
      complain(context, '"with" is about an activity, and there is none', "with", "add activity: Badge Earned");
    }
    if (isEmptyBlock(written.trait)) {
      complain(context, "no trait is named", "trait", "write trait: { plan: premium }");
    }
  }, ALL_AT_ONCE)
  .transform((written): Treatment => {
    const { name, activity, trait, draw } = written;
    const told = activity === undefined ? null : { activities: [...new Set(activity)].sort(), with: written.with };
    if (draw !== undefined) return { name, assignment: "random", draw, told };
    if (told !== null) return { name, assignment: "none", told };
    return { name, assignment: "none", traits: trait ?? {} };
  });

export const treatmentsField = listField(treatmentField).superRefine(
  (treatments, context) => {
    const names = treatments.map(nameOf);
    names.forEach((name, index) => {
      if (name === null || names.indexOf(name) === index) return;
      context.addIssue({
        code: "custom",
        message: `there are two treatments "${name}"`,
        path: [index, "name"],
        params: { hint: "give each a name of its own" },
      });
    });
  },
  // Also where one of them has another mistake: all are told at once.
  { when: ({ value }) => Array.isArray(value) },
);

function isEmptyBlock(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Of one that may have mistakes, and be as it was written. */
function nameOf(treatment: unknown): string | null {
  const name = (treatment as { readonly name?: unknown } | null)?.name;
  return typeof name === "string" ? name.trim() : null;
}
