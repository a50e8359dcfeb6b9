import type { Activity } from "./activity.ts";
import { EVENT_NAMES } from "./event-names.ts";
import { mistakeIn, type RowWarning } from "./reading.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Acts that say nothing without the content that they were done on. */
const OF_A_CONTENT = new Set([
  "Content Viewed",
  "Bookmark Added",
  "Content Followed",
  "Content Found Useful",
  "Live Registered",
  "Live Attended",
  "Replay Viewed",
]);
const KNOWN = new Set(EVENT_NAMES);
const BY_FOLDED = new Map(EVENT_NAMES.map((name) => [fold(name), name]));
/** Longer ones are no slip of a name here. */
const MOST_FOLDED = 40;
const CONTENT_ID = fold("contentId");

/**
 * What was taken as it came and is hardly meant so: else nothing would say why nothing follows from it. `place`: where the
 * content's id belongs in what was read.
 */
export function slipsOfAct(
  { name, contentId, properties }: Activity,
  place: "properties.contentId" | "contentId",
): readonly RowWarning[] {
  if (contentId === null && OF_A_CONTENT.has(name)) {
    const near = properties === null ? undefined : Object.keys(properties).find((key) => fold(key) === CONTENT_ID);
    const expected = `the content's id, as ${place}${near === undefined ? "" : `, not ${near}`}`;
    return [slip("contentId", expected, undefined)];
  }
  if (KNOWN.has(name) || name.length > MOST_FOLDED) return [];
  const meant = BY_FOLDED.get(fold(name));
  if (meant === undefined) return [];
  const expected = `"${meant}" written so, or named in events of settings.yaml: this is an event of your own`;
  const dropped = mistakeIn("event", expected, name);
  return [
    {
      code: `event ${name}`,
      dropped,
      says: `"${name}" is taken as an event of your own, not as "${meant}": write it so, or name it in events of settings.yaml.`,
    },
  ];
}

const TRAITS = ["email", "firstName", "lastName", "name", "locale", "timezone", "subscribed"] as const;

/** Of an `identify`: what stands beside its traits instead of in them, and traits that are none. */
export function slipsOfTraits(call: Fields): readonly RowWarning[] {
  const { traits } = call;
  if (traits !== undefined && traits !== null && !isFields(traits)) return [slip("traits", "an object", traits)];
  return TRAITS.filter(
    (name) => call[name] !== undefined && (traits as Fields | null | undefined)?.[name] === undefined,
  ).map((name) => slip(name, `to stand in traits, as traits.${name}`, call[name]));
}

function slip(field: string, expected: string, value: unknown): RowWarning {
  return { code: field, dropped: mistakeIn(field, expected, value), says: `${field}: expected ${expected}.` };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `content_id` and `Content ID` are one. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
