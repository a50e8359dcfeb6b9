import pg from "pg";
import { exactNumber, parsedJson } from "./site-values.ts";

const {
  BOOL,
  INT2,
  INT4,
  INT8,
  FLOAT4,
  FLOAT8,
  NUMERIC,
  OID,
  TIMESTAMPTZ,
  JSON: PLAIN_JSON,
  JSONB,
} = pg.types.builtins;

/** Types of numbers by their numbers in pg_type. */
export const postgresNumbers: ReadonlySet<number> = new Set([INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, OID]);

const TEXT_ARRAY = 1009;
/** Arrays of name, char, text, varchar, bpchar and uuid; then of numbers. */
const TEXT_ARRAYS = new Set([1003, 1002, TEXT_ARRAY, 1014, 1015, 2951]);
const NUMBER_ARRAYS = new Set([1005, 1007, 1016, 1021, 1022, 1231]);
/** From here on types are those of the database itself, such as its enums and their arrays. */
const FIRST_OWN = 16_384;

const parseTexts = pg.types.getTypeParser(TEXT_ARRAY as 16, "text") as unknown as (text: string) => (string | null)[];
const parseInstant = pg.types.getTypeParser(TIMESTAMPTZ, "text") as unknown as (text: string) => Date | number | null;

/** A value of PostgreSQL as the readers of rows take it: numbers, texts, lists, times as ISO 8601. */
export function readPostgresValue(text: string | null, type: number): unknown {
  if (text === null) return null;
  if (type === BOOL) return text === "t";
  if (postgresNumbers.has(type)) return exactNumber(text);
  if (type === TIMESTAMPTZ) {
    const instant = parseInstant(text);
    return instant instanceof Date && !Number.isNaN(instant.getTime()) ? instant.toISOString() : text;
  }
  if (type === PLAIN_JSON || type === JSONB) return parsedJson(text);
  if (TEXT_ARRAYS.has(type) || (type >= FIRST_OWN && /^\{.*\}$/s.test(text))) return textsOf(text);
  if (NUMBER_ARRAYS.has(type)) return textsOf(text).map(exactNumber);
  return text;
}

function textsOf(text: string): readonly string[] {
  return parseTexts(text).filter((item) => item !== null);
}
