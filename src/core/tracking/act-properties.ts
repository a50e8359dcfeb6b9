import { commaNumber, readChoice, typedCell } from "./read-text.ts";
import type { FieldMistake, Reading } from "./reading.ts";

type Properties = Readonly<Record<string, unknown>> | null;

const FEEDBACK_KINDS = ["suggestion", "pain_point", "opportunity"] as const;

/** The highest score of each kind of survey, where the site does not say it. */
const USUAL_SCALE = { nps: 10, csat: 5, need_met: 5 } as const;
type Survey = keyof typeof USUAL_SCALE;
const SURVEYS = Object.keys(USUAL_SCALE) as Survey[];

const MOST = 1_000;

/**
 * What indicators count has to be countable: `Survey Answered` {survey, score, scale} and `Feedback Raised` {kind}. Answers
 * the properties as kept, words in small letters and figures as numbers; of other activities they stay as they are.
 */
export function readActProperties(name: string, properties: Properties, mistakes: FieldMistake[]): Properties {
  if (name === "Survey Answered") return readSurvey(properties ?? {}, mistakes);
  if (name === "Feedback Raised") return readFeedback(properties ?? {}, mistakes);
  return properties;
}

function readSurvey(properties: NonNullable<Properties>, mistakes: FieldMistake[]): Properties {
  const take = taker(properties, mistakes);
  const survey = take("survey", readRequiredChoice(SURVEYS));
  const usual = properties.scale === undefined || properties.scale === null;
  const scale = usual
    ? USUAL_SCALE[survey ?? "nps"]
    : take("scale", readNumber(1, MOST, `the highest score, a number from 1 to ${MOST}`));
  if (scale === null) return properties;
  const score = take("score", readNumber(0, scale, `a number from 0 to ${scale}${usual ? ", or a scale" : ""}`));
  return { ...properties, survey, score, scale };
}

function readFeedback(properties: NonNullable<Properties>, mistakes: FieldMistake[]): Properties {
  return { ...properties, kind: taker(properties, mistakes)("kind", readRequiredChoice(FEEDBACK_KINDS)) };
}

function taker(properties: NonNullable<Properties>, mistakes: FieldMistake[]) {
  return <T>(field: string, read: (value: unknown) => Reading<T>): T | null => {
    const reading = read(properties[field]);
    if ("value" in reading) return reading.value;
    const found = properties[field] === undefined ? "nothing" : JSON.stringify(properties[field]).slice(0, 60);
    mistakes.push({ field, expected: reading.expected, found });
    return null;
  };
}

function readRequiredChoice<const T extends string>(choices: readonly T[]) {
  const read = readChoice(choices);
  return (value: unknown): Reading<T> => {
    const reading = read(value);
    if ("expected" in reading) return reading;
    const choice = reading.value;
    return choice === null || choice === undefined ? { expected: `one of ${choices.join(", ")}` } : { value: choice };
  };
}

/** Written as a number, or as text that says one: `"9"`, `8,5`. */
function readNumber(least: number, most: number, expected: string) {
  return (value: unknown): Reading<number> => {
    const number = typeof value === "string" ? (commaNumber(value.trim()) ?? typedCell(value.trim())) : value;
    return typeof number === "number" && number >= least && number <= most ? { value: number } : { expected };
  };
}
