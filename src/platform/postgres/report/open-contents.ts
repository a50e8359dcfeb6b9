import { type Catalogue, readerKey } from "./read-catalogue.ts";

const LISTS = {
  ids: "bigint[]",
  keys: "text[]",
  numbers: "int[]",
  opened: "timestamptz[]",
  withdrawn: "timestamptz[]",
  replays: "timestamptz[]",
  writers: "bigint[]",
  authors: "bigint[]",
  lasts: "int[]",
  written: "bigint[]",
} as const;

type List = keyof typeof LISTS;

/** The first parameter of CATALOGUE_CTE: after those of sliceValues. */
export const FIRST_OF_CATALOGUE = 6;

/** The catalogue as the CTE of one row that all of this file looks things up in; `catalogueValues` are its parameters. */
export const CATALOGUE_CTE = `
catalogue AS MATERIALIZED (
  SELECT ${Object.entries(LISTS)
    .map(([name, type], place) => `$${FIRST_OF_CATALOGUE + place}::${type} AS ${name}`)
    .join(", ")}
)`;

export function catalogueValues(catalogue: Catalogue): (string | null)[] {
  return (Object.keys(LISTS) as List[]).map((name) => catalogue[name]);
}

function list(name: List): string {
  return `(SELECT ${name} FROM catalogue)`;
}

/** Of a content that is gone none, or where ids are far apart another's. */
function contentNumber(catalogue: Catalogue, contentId: string): string {
  return catalogue.beforeFirst === null
    ? `width_bucket(${contentId}, ${list("ids")})`
    : `(${contentId} - ${catalogue.beforeFirst})::int`;
}

/** What the catalogue says of a `content_id`; null where it says nothing of any. */
export function ofContent(
  catalogue: Catalogue,
  property: "withdrawn" | "replays" | "writers",
  contentId: string,
): string | null {
  return catalogue[property] === null ? null : `${list(property)}[${contentNumber(catalogue, contentId)}]`;
}

/**
 * The number of a `member m` among the readers, found by search, as where `opened` has what they read: of the content of a number (where
 * numbers are ids: of an id) it is at that many places after. In the moment since the catalogue was read somebody may have begun to read
 * what nobody did, and has a neighbour's place then.
 */
export function readerPlace(catalogue: Catalogue): string {
  return `${list("numbers")}[greatest(1, width_bucket(${readerKey("m")}, ${list("keys")}))] * ${catalogue.contents} - ${catalogue.beforeFirst ?? 0}`;
}

function openedAt(catalogue: Catalogue, contentId: string, reader: string): string {
  const number = catalogue.beforeFirst === null ? contentNumber(catalogue, contentId) : contentId;
  return `${list("opened")}[(${number} + ${reader})::int]`;
}

/** Whether the content was open to everybody at an instant, and in a language of the reader of that place. */
export function wasOpen(catalogue: Catalogue, contentId: string, at: string, reader: string): string {
  const withdrawn = ofContent(catalogue, "withdrawn", contentId);
  return [
    `${openedAt(catalogue, contentId, reader)} <= ${at}`,
    ...(withdrawn === null ? [] : [`${withdrawn} > ${at}`]),
    // Where numbers are ids, that of a content is its own.
    ...(catalogue.beforeFirst === null
      ? [`${list("ids")}[${contentNumber(catalogue, contentId)}] = ${contentId}`]
      : []),
  ].join(" AND ");
}

/**
 * That a content was there when the catalogue was read: of one that came in the moment since, `openedAt` would answer what another
 * reader has. Where numbers are places, each content is compared with its own.
 */
export function wasRead(catalogue: Catalogue, contentId: string): string {
  if (catalogue.beforeFirst === null) return "true";
  return `${contentId} > ${catalogue.beforeFirst} AND ${contentId} <= ${catalogue.beforeFirst + catalogue.contents}`;
}

/** How many contents of their own had a member (`e`) that were open so. Null of who has written nothing. */
export function ownOpen(catalogue: Catalogue, at: string, reader: string): string {
  if (catalogue.authors === null) return "NULL::bigint";
  const place = `width_bucket(e.member_id, ${list("authors")})`;
  return `CASE WHEN ${list("authors")}[${place}] = e.member_id THEN (
      SELECT count(*) FROM unnest(${list("written")}[coalesce(${list("lasts")}[${place} - 1], 0) + 1 : ${list("lasts")}[${place}]]) AS w (id)
      WHERE ${wasOpen(catalogue, "w.id", at, reader)}
    ) END`;
}

/**
 * The instants at which contents opened (1) and closed (-1), by the reader's place as in `readerPlace`: what is open is counted with them, for
 * members × contents would be the product of both tables.
 */
export function openings(catalogue: Catalogue): string {
  const withdrawn = catalogue.withdrawn === null ? "" : `${list("withdrawn")}[o.number]`;
  return `
  SELECT t.at, o.reader, t.change
  FROM (
    SELECT o.at, (o.place - 1) % ${catalogue.contents || 1} + 1 AS number, (o.place - 1) / ${catalogue.contents || 1} * ${catalogue.contents} - ${catalogue.beforeFirst ?? 0} AS reader
    FROM unnest(${list("opened")}) WITH ORDINALITY AS o (at, place)
    WHERE o.at < 'infinity'
  ) o
  CROSS JOIN LATERAL (VALUES (o.at, 1)${withdrawn === "" ? "" : `, (greatest(o.at, ${withdrawn}), -1)`}) t (at, change)`;
}
