import { z } from "zod";
import { isTimezone } from "../calendar.ts";
import type { Language } from "../community.ts";
import { isAddress } from "./address.ts";
import { primarySubtag, tidyLocale } from "./languages.ts";
import { cleanValue, isPropertyName, readBoolean, readChoice, readId, readLine, readList } from "./read-text.ts";
import { isAhead, NOT_AHEAD, readTime } from "./read-time.ts";
import {
  field,
  mistakeIn,
  mistakesOf,
  type Reading,
  type ReadRow,
  type RowWarning,
  type TimeReading,
} from "./reading.ts";

export const ROLES = ["member", "moderator", "expert", "staff"] as const;
type Role = (typeof ROLES)[number];

/** All that the site says of a member. */
export interface MemberFields {
  readonly email: string | null;
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly reads: readonly Language[] | null;
  readonly timezone: string | null;
  readonly role: Role;
  readonly company: string | null;
  readonly subscribed: boolean | null;
  readonly consentAt: Date | null;
  readonly consentSource: string | null;
  readonly renewalAt: Date | null;
  readonly createdAt: Date | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A member as kept. */
export interface MemberRecord extends MemberFields {
  /** The site's own id. */
  readonly id: string;
  /** Field or attribute → milliseconds: the time of the word that it rests on, also of one that emptied it. */
  readonly statedAt: Readonly<Record<string, number>>;
}

/**
 * When something was said. `isOwn`: by a time that came with it; else it is of the moment at which it came, and of several of
 * one moment the last to come stands.
 */
export interface Saying {
  readonly at: Date;
  readonly isOwn: boolean;
}

/** What one row says of a member: undefined says nothing, null empties. An attribute that is null is taken away. */
export type MemberStatement = {
  readonly id: string;
  /** Undefined: now. */
  readonly saying?: Saying | undefined;
} & {
  readonly [Field in keyof MemberFields]?: MemberFields[Field] | null | undefined;
};

/** Fields of which each has a word of its own, unlike consent and attributes. */
export const SINGLE_FIELDS = [
  "email",
  "name",
  "firstName",
  "lastName",
  "locale",
  "reads",
  "timezone",
  "role",
  "company",
  "renewalAt",
  "createdAt",
] as const satisfies readonly (keyof MemberFields)[];

export const MEMBER_COLUMNS = ["id", ...SINGLE_FIELDS, "subscribed", "consentAt", "consentSource"] as const;

const ATTRIBUTES_LENGTH = 32_768;
const MOST_TIMEZONES = 2_000;

const WARNINGS = {
  email: (given) => ({
    code: "address",
    dropped: mistakeIn("email", "an address that can be mailed", given),
    says: `"${given}" is not an address that can be mailed: the member is tracked, never mailed.`,
  }),
  timezone: (given) => ({
    code: "timezone",
    dropped: mistakeIn("timezone", "a timezone such as Europe/Paris", given),
    says: `There is no timezone "${given}": settings.timezone is used for the member.`,
  }),
  locale: (given) => ({
    code: "locale",
    dropped: mistakeIn("locale", "a language tag such as en or fr-FR", given),
    says: `"${given}" is no language tag (en, fr-FR): it was left empty.`,
  }),
} satisfies Record<string, (given: string) => RowWarning>;

const consentAhead = (given: string): RowWarning => ({
  code: "consentAt",
  dropped: mistakeIn("consentAt", NOT_AHEAD, given),
  says: "consentAt lies ahead: the yes or no counts as one that does not say when it was given.",
});

/** Fields whose value may be one that nobody can use, and is then left out. */
const READERS = { email: readLine(1_000), locale: readLine(100), timezone: readLine(100) } as const;

function readValue<T>(reading: Reading<T>): T | undefined {
  return "value" in reading ? reading.value : undefined;
}

function readLanguages(value: unknown): Reading<readonly Language[] | null | undefined> {
  const list = readList(value);
  if ("expected" in list || !list.value) return list;
  const languages = list.value.map(primarySubtag);
  if (languages.some((language) => language === null)) return { expected: "language tags such as en|fr" };
  const distinct = [...new Set(languages as Language[])];
  return { value: distinct.length === 0 ? null : distinct };
}

function memberSchema(times: TimeReading) {
  return z.object({
    id: field(readId),
    email: field(READERS.email),
    name: field(readLine(500)),
    firstName: field(readLine(500)),
    lastName: field(readLine(500)),
    locale: field(READERS.locale),
    reads: field(readLanguages),
    timezone: field(READERS.timezone),
    role: field(readChoice(ROLES)),
    company: field(readLine(500)),
    subscribed: field(readBoolean),
    consentAt: field(readTime(times)),
    consentSource: field(readLine(200)),
    renewalAt: field(readTime(times)),
    createdAt: field(readTime(times)),
  });
}

const KNOWN = new Set<string>(MEMBER_COLUMNS);

/** There are some 600 timezones, and asking for one costs a quarter of a millisecond: each is asked for once. */
function timezoneCheck(): (name: string) => boolean {
  const answers = new Map<string, boolean>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = isTimezone(name);
    if (answers.size < MOST_TIMEZONES) answers.set(name, answer);
    return answer;
  };
}

/**
 * Reads rows of members that came `now`: keys as in MEMBER_COLUMNS, every other key an attribute. Of a row that is refused, what
 * it would else be taken without is told as well, so that it is corrected once.
 */
export function memberReader(
  times: TimeReading,
): (row: Readonly<Record<string, unknown>>, now: Date) => ReadRow<MemberStatement> {
  const schema = memberSchema(times);
  const exists = timezoneCheck();
  const readAnyTime = readTime(times);
  return (raw, now) => {
    const row = withCompanyAttributes(raw);
    const parsed = schema.safeParse(Object.fromEntries(MEMBER_COLUMNS.map((name) => [name, row[name]])));
    const attributes = readAttributes(row);
    const warnings: RowWarning[] = [];
    const check = (name: keyof typeof WARNINGS, kept: (value: string) => string | null) => {
      const value = readValue(READERS[name](row[name]));
      if (typeof value !== "string") return value;
      const usable = kept(value);
      if (usable === null) warnings.push(WARNINGS[name](value));
      return usable;
    };
    const checked = {
      email: check("email", (email) => (isAddress(email) ? email : null)),
      locale: check("locale", tidyLocale),
      timezone: check("timezone", (timezone) => (exists(timezone) ? timezone : null)),
    };
    const isEarly = isAhead(readValue(readAnyTime(row.createdAt)), now);
    const mistakes = [
      ...(parsed.error === undefined ? [] : mistakesOf(parsed.error, row)),
      ...(isEarly ? [mistakeIn("createdAt", NOT_AHEAD, row.createdAt)] : []),
      ...attributes.mistakes,
    ];
    if (!parsed.success || mistakes.length > 0) {
      return { mistakes: [...mistakes, ...warnings.map(({ dropped }) => dropped)] };
    }
    if (isAhead(parsed.data.consentAt, now)) warnings.push(consentAhead(String(row.consentAt)));
    return { value: { ...parsed.data, ...checked, attributes: attributes.values }, warnings };
  };
}

/** `company: {id, name, size}` says which company, and `company.size` as an attribute. */
function withCompanyAttributes(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { company } = row;
  if (typeof company !== "object" || company === null || Array.isArray(company)) return row;
  const { id, name, ...rest } = company as Record<string, unknown>;
  const traits = Object.entries(rest).map(([key, value]) => [`company.${key}`, value] as const);
  return {
    ...row,
    company: id ?? name,
    ...Object.fromEntries(traits),
    ...(name === undefined ? {} : { "company.name": name }),
  };
}

function readAttributes(row: Readonly<Record<string, unknown>>) {
  const values: Record<string, unknown> = {};
  const mistakes = [];
  for (const name of Object.keys(row)) {
    if (KNOWN.has(name)) continue;
    const value = isPropertyName(name) ? cleanValue(row[name] === "" ? null : row[name]) : undefined;
    if (value === undefined) {
      mistakes.push({
        field: name,
        expected: "an attribute with a plain name and plain values",
        found: "what cannot be kept",
      });
    } else values[name] = value;
  }
  if (JSON.stringify(values).length > ATTRIBUTES_LENGTH) {
    mistakes.push({ field: "attributes", expected: `at most ${ATTRIBUTES_LENGTH} characters in all`, found: "more" });
  }
  return { values, mistakes };
}
