import { DAY_MS } from "../calendar.ts";
import { type Candidates, NONE } from "./candidates.ts";
import type { PickKind, PickReason } from "./pick.ts";
import { favouriteTheme } from "./taste.ts";

const NEW_DAYS = 7;
const WELL_READ_LEAST_VIEWERS = 10;

/**
 * The best thing that is true of this content for this reader. Reads the taste out of the candidates' scratch, so
 * it is called while that taste is there.
 */
export function reasonFor(candidates: Candidates, index: number, kind: PickKind): PickReason {
  if (kind === "pinned") return { code: "chosen_by_team" };
  if (kind === "evergreen") return { code: "evergreen" };
  return kind === "hot" ? reasonForHot(candidates, index) : reasonForCold(candidates, index);
}

function reasonForHot(candidates: Candidates, index: number): PickReason {
  const { themeNames, popularTheme, isPopular, scratch, themeStart, themeOf } = candidates;
  const own = favouriteTheme(candidates, index, scratch.affinity);
  const popular = popularTheme[index] as number;
  if (popular !== NONE && (own === NONE || popular === own)) {
    return { code: "popular_in_theme", theme: nameOf(themeNames, popular) };
  }
  const read = readOthers(candidates, own);
  if (read !== null) return read;
  if (popular !== NONE) return { code: "popular_in_theme", theme: nameOf(themeNames, popular) };
  if (isPopular[index] === 1) return { code: "popular" };
  const start = themeStart[index] as number;
  const theme = own !== NONE ? own : start < (themeStart[index + 1] as number) ? (themeOf[start] as number) : NONE;
  const content = candidates.contents[index];
  const isNew = content !== undefined && candidates.at.getTime() - content.publishedAt.getTime() < NEW_DAYS * DAY_MS;
  if (theme === NONE) return { code: isNew ? "new" : "recent" };
  return { code: isNew ? "new_in_theme" : "recent_in_theme", theme: nameOf(themeNames, theme) };
}

function reasonForCold(candidates: Candidates, index: number): PickReason {
  const { themeNames, viewers, scratch } = candidates;
  const own = favouriteTheme(candidates, index, scratch.affinity);
  const read = readOthers(candidates, own);
  if (read !== null) return read;
  const near = favouriteTheme(candidates, index, scratch.nearAffinity);
  if (near !== NONE) {
    const nearest = scratch.nearestOwn[near] as number;
    return { code: "near_theme", theme: nameOf(themeNames, near), near: nameOf(themeNames, nearest) };
  }
  const count = viewers[index]?.viewers ?? 0;
  return count >= WELL_READ_LEAST_VIEWERS ? { code: "well_read", viewers: count } : { code: "unseen" };
}

function readOthers({ themeNames, scratch }: Candidates, theme: number): PickReason | null {
  if (theme === NONE) return null;
  return { code: "read_others", theme: nameOf(themeNames, theme), count: scratch.viewedInTheme[theme] as number };
}

function nameOf(names: readonly string[], theme: number): string {
  return names[theme] ?? "";
}
