import * as z from "zod";
import type { Claim } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type MemberTest, type Scene } from "../condition-kind.ts";
import { attributeSql, attributeValue, dateColumn, FIELD_NAMES } from "../member-field.ts";
import { type FieldTest, fieldTestField, OPERATORS } from "../member-operators.ts";
import { sayList } from "../say-words.ts";

type FieldTests = Readonly<Record<string, readonly FieldTest[]>>;

const memberSchema = z
  .record(z.string().min(1).max(200), fieldTestField, { error: "write { plan: premium }" })
  .refine((fields) => Object.keys(fields).length > 0, "nothing stands here")
  .describe(
    `What is known of the member: ${FIELD_NAMES.join(", ")}, or any attribute the site sends. Several must all hold.`,
  );

/** Fields and attributes of the member; a value that is not there is never equal, more, less, before or after. */
export const member = defineCondition<FieldTests>({
  name: "member",
  schema: memberSchema,
  compile: (fields, builder) =>
    `(${tests(fields)
      .map(([field, test]) => compileTest(field, test, builder))
      .join(" AND ")})`,
  prepare: (fields, scene) => {
    const prepared = tests(fields).map(([field, test]) => prepareTest(field, test, scene));
    return (facts) => prepared.every((test) => test(facts));
  },
  measure: (fields, { evaluation }) => {
    const asked = tests(fields);
    const bounds = asked.map(([, { operator, expected }]) =>
      operator === "is" ? shown(expected) : `${operator} ${[expected].flat().join(", ")}`,
    );
    return (facts) => {
      const values = asked.map(([field]) => shown(attributeValue(field, facts, evaluation.settings.timezone)));
      return asked.length === 1
        ? { value: values[0] ?? null, bound: bounds[0] ?? null }
        : { value: values.map(String), bound: bounds.map(String) };
    };
  },
  claims: (fields, negated) => {
    const claims = tests(fields).map(([field, test]): Claim => ({ on: "field", field, test, holds: !negated }));
    return negated ? claims.map((claim) => [claim]) : [claims];
  },
  say: (fields, language, negated) => {
    const said = tests(fields).map(([field, test]) =>
      OPERATORS[test.operator].say(field, test.expected, language, negated),
    );
    return sayList(said, negated ? "or" : "and", language);
  },
});

function tests(fields: FieldTests): [field: string, test: FieldTest][] {
  return Object.entries(fields).flatMap(([field, list]) => list.map((test): [string, FieldTest] => [field, test]));
}

function compileTest(field: string, { operator, expected }: FieldTest, builder: AudienceBuilder): string {
  const { compile, compileInstant } = OPERATORS[operator];
  const column = dateColumn(field);
  if (column !== null && compileInstant !== undefined) {
    return `coalesce(${compileInstant(column, expected, builder)}, false)`;
  }
  return compile(attributeSql(field, builder), expected, builder);
}

function prepareTest(field: string, { operator, expected }: FieldTest, { evaluation }: Scene): MemberTest {
  const { prepare, prepareInstant } = OPERATORS[operator];
  if (dateColumn(field) !== null && prepareInstant !== undefined) {
    const holds = prepareInstant(expected, evaluation.timezone);
    return (facts) => {
      const instant = attributeValue(field, facts, evaluation.settings.timezone);
      return instant instanceof Date && holds(instant.getTime());
    };
  }
  const holds = prepare(expected);
  return (facts) => holds(attributeValue(field, facts, evaluation.settings.timezone));
}

/** A value as `explain` shows it; null where there is none. */
function shown(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "number" || typeof value === "boolean" ? value : textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
