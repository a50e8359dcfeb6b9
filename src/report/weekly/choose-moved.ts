import type { IndicatorName } from "../../core/indicators/indicators.ts";
import type { IndicatorLine } from "../indicators/measure-indicators.ts";

/** Standard errors: of fifty indicators watched for a year, chance alone brings about seven that far. */
const LEAST_Z = 3;
/** Fewer than that, in both weeks together, say nothing. */
const LEAST_COUNT = 20;
/** Averages, medians and scores have to move that much, and be computed from as many in each of both weeks. */
const LEAST_RELATIVE = 0.25;
const LEAST_POINTS = 10;
const LEAST_BEHIND = 100;
/** Of the larger value; and of shares in points of one: less is not worth a line, however sure it is. */
const LEAST_SIZE = 0.05;
const LEAST_SHARE = 0.005;
const MOST = 5;

/** What medians are computed from, where the figure does not say so itself: another indicator of the same week. */
const BEHIND: Partial<Record<IndicatorName, IndicatorName>> = {
  median_visibility: "contents_published",
  minutes_a_visit: "visits",
  contributions_each: "contributor_share",
  hours_to_answer: "answered_share",
};

/**
 * The indicators that moved most against the period before, the largest change first, each as a share of the larger of both
 * values. What chance alone would bring stays out: by Poisson's error for counts, by that of two proportions for shares; averages
 * and medians come without their spread, which is taken to be as large as they are, and scores to be as spread as they can be. It
 * is a sieve, not a test: acts of one member depend on each other.
 *
 * @param habitual members who have a usual interval, of which `revisit` is the median
 */
export function chooseMoved<Line extends IndicatorLine>(lines: readonly Line[], habitual: number): Line[] {
  const byName = new Map<IndicatorName, IndicatorLine>(lines.map((line) => [line.name, line]));
  return lines
    .filter((line) => hasMoved(line, countsBehind(line, byName, habitual)) && sizeOf(line) >= LEAST_SIZE)
    .sort((one, other) => sizeOf(other) - sizeOf(one))
    .slice(0, MOST);
}

/** Visits, questions, answers or members: how many each of both figures is computed from. */
function countsBehind(
  { name, now, before }: IndicatorLine,
  lines: ReadonlyMap<IndicatorName, IndicatorLine>,
  habitual: number,
): readonly [now: number, before: number] {
  if (name === "revisit") return [habitual, habitual];
  const behind = BEHIND[name];
  if (behind === undefined) return [now.of?.total ?? 0, before.of?.total ?? 0];
  const counted = lines.get(behind);
  return [counted?.now.of?.count ?? counted?.now.value ?? 0, counted?.before.of?.count ?? counted?.before.value ?? 0];
}

function hasMoved({ unit, now, before, change }: IndicatorLine, behind: readonly [number, number]): boolean {
  if (change === null || now.value === null || before.value === null) return false;
  if (unit === "count") {
    const total = now.value + before.value;
    return total >= LEAST_COUNT && Math.abs(now.value - before.value) >= LEAST_Z * Math.sqrt(total);
  }
  if (unit === "share" && Math.abs(change) < LEAST_SHARE) return false;
  if (unit === "share" && now.of !== null && before.of !== null) {
    const [one, other] = [now.of, before.of];
    const pooled = (one.count + other.count) / (one.total + other.total);
    const variance = pooled * (1 - pooled) * (1 / one.total + 1 / other.total);
    const enough = Math.min(one.total, other.total) >= LEAST_COUNT;
    return enough && Math.abs(now.value - before.value) >= LEAST_Z * Math.sqrt(variance);
  }
  if (Math.min(...behind) < LEAST_BEHIND) return false;
  const [n, m] = behind;
  if (unit === "score") {
    const variance = (100 ** 2 - now.value ** 2) / n + (100 ** 2 - before.value ** 2) / m;
    return Math.abs(change) >= Math.max(LEAST_POINTS, LEAST_Z * Math.sqrt(variance));
  }
  const ratio = Math.abs(Math.log(now.value / before.value));
  return Math.abs(now.value / before.value - 1) >= LEAST_RELATIVE && ratio >= LEAST_Z * Math.sqrt(1 / n + 1 / m);
}

/** 0 to 1. */
function sizeOf({ unit, now, before, change }: IndicatorLine): number {
  if (unit === "score") return Math.abs(change ?? 0) / 100;
  const [low, high] = [now.value ?? 0, before.value ?? 0].sort((one, other) => one - other) as [number, number];
  return high === 0 ? 0 : 1 - low / high;
}
