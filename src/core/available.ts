import type { CatalogueContent } from "./community.ts";

/** Lives and events end; what has a replay then starts anew, and what has none is over. In JavaScript and in SQL, alike. */

type Ending = Pick<CatalogueContent, "type" | "publishedAt" | "startsAt" | "endsAt" | "replayUrl">;

/** When the content became available: a live that is over starts anew as its replay. */
export function availableFrom(content: Ending, at: Date): number {
  const { publishedAt, endsAt } = content;
  return endsAt !== null && isReplay(content, at)
    ? Math.max(publishedAt.getTime(), endsAt.getTime())
    : publishedAt.getTime();
}

/** It has ended, and what is left of it is its replay: who only saw its announcement has not seen that. */
export function isReplay({ endsAt, replayUrl }: Pick<Ending, "endsAt" | "replayUrl">, at: Date): boolean {
  return endsAt !== null && endsAt <= at && replayUrl !== null;
}

/** It has ended, and there is nothing left to see. */
export function isOver({ type, startsAt, endsAt, replayUrl }: Ending, at: Date): boolean {
  if (type !== "live" && type !== "event") return false;
  const end = endsAt ?? startsAt;
  return end !== null && end <= at && replayUrl === null;
}

/** Over a row of contents published at or before `at`; `from` and `at` are expressions. */
export function availableSinceSql(content: string, from: string, at: string): string {
  return `(${content}.published_at >= ${from} OR (${content}.ends_at >= ${from} AND ${content}.ends_at <= ${at} AND ${content}.replay_url IS NOT NULL))`;
}

/** Never null. `at` is an expression. */
export function isReplaySql(content: string, at: string): string {
  return `(${content}.replay_url IS NOT NULL AND ${content}.ends_at IS NOT NULL AND ${content}.ends_at <= ${at})`;
}

export function notOverSql(content: string, at: string): string {
  const end = `coalesce(${content}.ends_at, ${content}.starts_at)`;
  return `(${content}.type NOT IN ('live', 'event') OR ${content}.replay_url IS NOT NULL OR ${end} IS NULL OR ${end} > ${at})`;
}
