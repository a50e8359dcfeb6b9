import type { IndicatorLine } from "../indicators/measure-indicators.ts";

/** Standard errors: of fifty indicators watched for a year, chance alone brings about seven that far. */
const LEAST_Z = 3;
/** Fewer than that, in both weeks together, say nothing. */
const LEAST_COUNT = 20;
/** Averages come without their spread, and have to move that much, among as many members. */
const LEAST_RELATIVE = 0.25;
const LEAST_POINTS = 10;
const LEAST_MEMBERS = 100;
/** Of the larger value; and of shares in points of one: less is not worth a line, however sure it is. */
const LEAST_SIZE = 0.05;
const LEAST_SHARE = 0.005;
const MOST = 5;

/**
 * The indicators that moved most against the period before, the largest change first, each as a share of the larger of both
 * values. What chance alone would bring stays out: by Poisson's error for counts, by that of two proportions for shares. It is a
 * sieve, not a test: acts of one member depend on each other.
 */
export function chooseMoved<Line extends IndicatorLine>(lines: readonly Line[], members: number): Line[] {
  return lines
    .filter((line) => hasMoved(line, members) && sizeOf(line) >= LEAST_SIZE)
    .sort((one, other) => sizeOf(other) - sizeOf(one))
    .slice(0, MOST);
}

function hasMoved({ unit, now, before, change }: IndicatorLine, members: number): boolean {
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
  if (members < LEAST_MEMBERS) return false;
  if (unit === "share") return Math.abs(change) >= LEAST_RELATIVE;
  return unit === "score" ? Math.abs(change) >= LEAST_POINTS : Math.abs(change) >= LEAST_RELATIVE;
}

/** 0 to 1. */
function sizeOf({ unit, now, before, change }: IndicatorLine): number {
  if (unit === "score") return Math.abs(change ?? 0) / 100;
  const [low, high] = [now.value ?? 0, before.value ?? 0].sort((one, other) => one - other) as [number, number];
  return high === 0 ? 0 : 1 - low / high;
}
