import type { CatalogueContent } from "./community.ts";

/** Lives and events end; what has a replay then starts anew, and what has none is over. In JavaScript and in SQL, alike. */

type Ending = Pick<CatalogueContent, "type" | "publishedAt" | "startsAt" | "endsAt" | "replayUrl">;

/** When the content became available: a live that is over starts anew as its replay. */
export function availableFrom({ publishedAt, endsAt, replayUrl }: Ending, at: Date): number {
  const over = endsAt !== null && endsAt <= at && replayUrl !== null;
  return over ? Math.max(publishedAt.getTime(), endsAt.getTime()) : publishedAt.getTime();
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

export function notOverSql(content: string, at: string): string {
  const end = `coalesce(${content}.ends_at, ${content}.starts_at)`;
  return `(${content}.type NOT IN ('live', 'event') OR ${content}.replay_url IS NOT NULL OR ${end} IS NULL OR ${end} > ${at})`;
}
