/** What came as JSON, of which nothing is known yet. */
export type Said = Readonly<Record<string, unknown>>;

export function saidOf(value: unknown): Said {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Said) : {};
}

export function listOf(value: unknown): readonly Said[] {
  return Array.isArray(value) ? value.map(saidOf) : [];
}

/** null: not there, or no text. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** An id of Discourse's; null for none, and for those below 1, which are its own users. */
export function idOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** Names of tags or groups, which came as texts, and in later versions as objects with a name. */
export function namesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => textOf(item) ?? textOf(saidOf(item).name) ?? []);
}

/** Whether a time that was written lies after `at`; false for none, and for what is no time. */
export function isAfter(value: unknown, at: Date): boolean {
  return typeof value === "string" && Date.parse(value) > at.getTime();
}
