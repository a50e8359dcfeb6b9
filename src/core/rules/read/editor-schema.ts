import * as z from "zod";
import { CONDITION_KINDS } from "../condition-kinds.ts";
import { OPERATOR_DESCRIPTIONS, OPERATORS, type OperatorName } from "../member-operators.ts";
import { FRENCH_DESCRIPTIONS } from "./french-descriptions.ts";
import { ruleSchema, segmentSchema } from "./rule-schema.ts";
import { SETTINGS_SCHEMAS } from "./settings-schema.ts";

/**
 * JSON Schema for editors, which complete and document every key by it: made from the schemas that files are checked with,
 * draft 7 since that is what they all read. It refuses nothing that is right, and says less than `rules check` about what
 * is not.
 */
export type EditorFile = "rule" | "segment" | "settings";
export type EditorLanguage = "en" | "fr";

type Json = Record<string, unknown>;

export function editorSchema(file: EditorFile, language: EditorLanguage): Json {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", ...FILES[file](), definitions: DEFINITIONS() };
  return language === "en" ? schema : (translate(schema) as Json);
}

const FILES: Readonly<Record<EditorFile, () => Json>> = {
  rule: () => ({
    title: "A rule of Rekindle",
    ...schemaOf(ruleSchema),
    oneOf: [{ required: ["send", "when"] }, { required: ["upon"] }],
  }),
  segment: () => {
    const segment = schemaOf(segmentSchema);
    return { title: "A segment of Rekindle", ...segment, required: ["segment", "when"] };
  },
  settings: () => ({ title: "The settings of Rekindle", ...schemaOf(z.strictObject(SETTINGS_SCHEMAS)) }),
};

const DEFINITIONS = (): Json => ({
  condition: {
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: Object.fromEntries([...CONDITION_KINDS].map(([name, { schema }]) => [name, schemaOf(schema)])),
  },
  fieldTest: {
    anyOf: [
      { type: ["string", "number", "boolean"] },
      {
        type: "object",
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          (Object.keys(OPERATORS) as OperatorName[]).map((name) => [
            name,
            { ...schemaOf(OPERATORS[name].schema), description: OPERATOR_DESCRIPTIONS[name] },
          ]),
        ),
      },
    ],
  },
});

function schemaOf(schema: z.ZodType): Json {
  const { $schema, ...made } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ jsonSchema }) => tidy(jsonSchema as Json),
  }) as Json;
  return made;
}

/** What our own schemas say of themselves beside what zod knows of them. */
function tidy(json: Json): void {
  // A default is what the key becomes once it is read, which is not how it is written.
  delete json.default;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.isCondition === true) refer(json, "isCondition", "condition");
  if (json.isFieldTest === true) refer(json, "isFieldTest", "fieldTest");
  // A text that our own code reads: zod only knows that YAML may take it for a number.
  if (json.type !== undefined && json.anyOf !== undefined) delete json.anyOf;
  if (json.samples !== undefined) json.examples = json.samples;
  delete json.samples;
  if (json.orSingle === true) {
    const { type, items, minItems } = json;
    json.anyOf = [items, { type, items, minItems }];
    for (const key of ["orSingle", "type", "items", "minItems"]) delete json[key];
  }
}

function refer(json: Json, mark: string, definition: string): void {
  delete json[mark];
  json.allOf = [{ $ref: `#/definitions/${definition}` }];
}

/** @throws when a description has no French. */
function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      (key === "description" || key === "title") && typeof inner === "string"
        ? [key, french(inner)]
        : [key, translate(inner)],
    ),
  );
}

function french(text: string): string {
  const translated = FRENCH_DESCRIPTIONS[text];
  if (translated === undefined) throw new Error(`This description has no French: ${text}`);
  return translated;
}
