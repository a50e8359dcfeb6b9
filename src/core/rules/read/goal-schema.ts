import * as z from "zod";
import { type Goal, readTarget, type Targets } from "../../indicators/goal.ts";
import { INDICATORS, type IndicatorName } from "../../indicators/indicators.ts";
import { adviseWord, show } from "../text/check-shape.ts";
import { dateField, listOf } from "../text/fields.ts";

/** How `targets` and `goals` of settings.yaml are written: each indicator by its name, each value in its indicator's unit. */

const NAMES: readonly string[] = INDICATORS.map(({ name }) => name);
const PAGE = "docs/indicators.md has them all";

const VALUE = "write a value such as 40%, 7 days or 1200";
const valueField = z.union([z.string(), z.number()], { error: VALUE });

interface Issues {
  readonly issues: z.core.$ZodRawIssue[];
}

function complain(
  { issues }: Issues,
  path: PropertyKey[],
  message: string,
  params: { readonly hint: string; readonly aboutKey?: true },
): void {
  issues.push({ code: "custom", message, input: undefined, path, params });
}

function isName(written: unknown): written is IndicatorName {
  return typeof written === "string" && NAMES.includes(written);
}

function readName(context: Issues, written: string, path: PropertyKey[], aboutKey: boolean): IndicatorName | null {
  const name = written.trim();
  if (isName(name)) return name;
  const near = adviseWord(name, NAMES);
  const hint = near?.startsWith("did") ? near : `such as revisit, weekly_share or visibility: ${PAGE}`;
  complain(context, path, `${show(name)} is no indicator`, aboutKey ? { hint, aboutKey } : { hint });
  return null;
}

function readValue(context: Issues, name: IndicatorName, written: string | number, path: PropertyKey[]): number | null {
  const unit = INDICATORS.find((indicator) => indicator.name === name)?.unit ?? "number";
  const reading = readTarget(unit, written);
  if ("value" in reading) return reading.value;
  complain(context, path, `${show(written)} is no value of ${name}`, { hint: `write ${reading.expected}` });
  return null;
}

export const targetsField = z
  .record(z.string(), valueField, { error: "write { revisit: 7 days, visibility: 40% }" })
  .transform((written, context): Targets => {
    const targets: Partial<Record<IndicatorName, number>> = {};
    for (const [key, value] of Object.entries(written)) {
      const name = readName(context, key, [key], true);
      const target = name === null ? null : readValue(context, name, value, [key]);
      if (name !== null && target !== null) targets[name] = target;
    }
    return targets;
  });

const indicatorField = z
  .string({ error: "write a text" })
  .transform((written, context): IndicatorName => readName(context, written, [], false) ?? z.NEVER);

type WrittenGoal = Omit<Goal, "name">;

const goalField = z
  .strictObject(
    {
      indicator: indicatorField.describe("What is measured, such as weekly_share."),
      target: valueField.describe("The value to reach."),
      by: dateField.optional().describe("When it is to be reached."),
      serves: listOf(indicatorField).default([]).describe("Other indicators that serve the same goal."),
    },
    { error: "write { indicator: weekly_share, target: 35%, by: 2027-03-31 }" },
  )
  .superRefine(
    ({ indicator, target }, context) => {
      // Its shape is told by itself.
      if (typeof target !== "string" && typeof target !== "number") return;
      if (isName(indicator)) readValue(context, indicator, target, ["target"]);
      else if (!/\d/.test(String(target)))
        complain(context, ["target"], `${show(target)} is no value`, { hint: VALUE });
    },
    // Also where something else is wrong with it: all is told at once.
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .transform(({ indicator, target, by, serves }, context): WrittenGoal => {
    const value = readValue(context, indicator, target, ["target"]);
    return value === null ? z.NEVER : { indicator, target: value, by: by ?? null, serves };
  });

export const goalsField = z
  .record(z.string(), goalField, { error: "write { loyalty: { indicator: weekly_share, target: 35% } }" })
  .transform((written): readonly Goal[] => Object.entries(written).map(([name, goal]) => ({ name, ...goal })));
