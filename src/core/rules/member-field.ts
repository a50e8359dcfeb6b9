import type { AudienceBuilder } from "./condition-kind.ts";
import type { MemberFacts } from "./evaluation.ts";
import { effectiveReadsSql } from "./reads.ts";

/** Where a `member` condition finds a field: a column as jsonb, or a path in the attributes. */

interface Field {
  readonly sql: (builder: AudienceBuilder) => string;
  readonly value: (facts: MemberFacts, settingsTimezone: string) => unknown;
  /** Columns that hold an instant, which `before` and `after` compare as such. */
  readonly instant?: string;
}

function column(name: string, value: (facts: MemberFacts) => unknown): Field {
  return { sql: () => `to_jsonb(m.${name})`, value };
}

function instant(name: string, value: (facts: MemberFacts) => Date | null | undefined): Field {
  return { sql: () => `to_jsonb(m.${name})`, value, instant: `m.${name}` };
}

const FIELDS: Readonly<Record<string, Field>> = {
  id: column("external_id", ({ externalId }) => externalId),
  email: column("email", ({ email }) => email),
  name: column("name", ({ name }) => name),
  firstName: column("first_name", ({ firstName }) => firstName),
  lastName: column("last_name", ({ lastName }) => lastName),
  locale: column("locale", ({ locale }) => locale),
  company: column("company", ({ company }) => company),
  role: column("role", ({ role }) => role),
  subscribed: column("subscribed", ({ subscribed }) => subscribed),
  createdAt: instant("created_at", ({ createdAt }) => createdAt),
  joinedAt: instant("joined_at", ({ joinedAt }) => joinedAt),
  renewalAt: instant("renewal_at", ({ renewalAt }) => renewalAt),
  timezone: {
    sql: (builder) => `to_jsonb(coalesce(m.timezone, ${builder.value(builder.evaluation.settings.timezone, "text")}))`,
    value: ({ timezone }, settingsTimezone) => timezone ?? settingsTimezone,
  },
  reads: {
    sql: (builder) =>
      `to_jsonb(${effectiveReadsSql("m", builder.value(builder.evaluation.settings.languages, "text[]"))})`,
    value: ({ reads }) => reads,
  },
};

export const FIELD_NAMES = Object.keys(FIELDS);

function fieldOf(name: string): Field | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
}

/** The column of a field that holds an instant; null for all others. */
export function dateColumn(name: string): string | null {
  return fieldOf(name)?.instant ?? null;
}

/** An expression of type jsonb; NULL where the member has no such value. `company.size` is a path, or a key with a dot. */
export function attributeSql(name: string, builder: AudienceBuilder): string {
  const field = fieldOf(name);
  if (field !== undefined) return field.sql(builder);
  const whole = `m.attributes -> ${builder.value(name, "text")}`;
  if (!name.includes(".")) return `(${whole})`;
  return `coalesce(m.attributes #> ${builder.value(name.split("."), "text[]")}, ${whole})`;
}

/** undefined where the member has no such value. */
export function attributeValue(name: string, facts: MemberFacts, settingsTimezone: string): unknown {
  const field = fieldOf(name);
  if (field !== undefined) return field.value(facts, settingsTimezone) ?? undefined;
  const { attributes = {} } = facts;
  if (!name.includes(".")) return ownValue(attributes, name);
  let value: unknown = attributes;
  for (const step of name.split(".")) value = ownValue(value, step);
  return value === undefined ? ownValue(attributes, name) : value;
}

function ownValue(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d{1,6}$/.test(key) ? (value[Number(key)] as unknown) : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
