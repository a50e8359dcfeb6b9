import { addDays, DAY_MS, localDateOf, startOfLocalDay } from "../calendar.ts";
import type { CatalogueContent } from "../community.ts";
import type { Random } from "./randomness.ts";
import { type ForecastScene, PAST_WEEKS } from "./scene.ts";

/**
 * Contents of the weeks to come: each repeats one of the last 8 weeks, drawn. Weeks end at the start of today, so that days
 * of the week stay; what came out today is part of none. Ids go on after the largest known.
 */
export function drawContents(
  { at, days, settings, catalogue, pastWeeks }: ForecastScene,
  random: Random,
): CatalogueContent[] {
  const today = localDateOf(at, settings.timezone);
  const start = startOfLocalDay(today, settings.timezone).getTime();
  const end = startOfLocalDay(addDays(today, days), settings.timezone).getTime();
  const weeks = weeksBefore(catalogue, start);
  let nextId = Math.max(0, ...catalogue.map(({ id }) => id)) + 1;
  const drawn: CatalogueContent[] = [];
  for (let week = 0; week * 7 < days; week++) {
    const back = 1 + Math.floor(random() * pastWeeks);
    const byMs = (week + back) * 7 * DAY_MS;
    for (const content of weeks[back - 1] ?? []) {
      const publishedAt = new Date(content.publishedAt.getTime() + byMs);
      if (publishedAt <= at || publishedAt.getTime() >= end) continue;
      drawn.push({ ...later(content, byMs), id: nextId, externalId: `coming:${nextId}`, publishedAt });
      nextId++;
    }
  }
  return drawn;
}

/** The last of the weeks before first. */
function weeksBefore(catalogue: readonly CatalogueContent[], start: number): CatalogueContent[][] {
  const weeks: CatalogueContent[][] = Array.from({ length: PAST_WEEKS }, () => []);
  for (const content of catalogue) {
    const age = start - content.publishedAt.getTime();
    if (age > 0) weeks[Math.ceil(age / (7 * DAY_MS)) - 1]?.push(content);
  }
  return weeks;
}

function later(content: CatalogueContent, byMs: number): CatalogueContent {
  const move = (date: Date | null) => (date === null ? null : new Date(date.getTime() + byMs));
  return { ...content, withdrawnAt: null, startsAt: move(content.startsAt), endsAt: move(content.endsAt) };
}
