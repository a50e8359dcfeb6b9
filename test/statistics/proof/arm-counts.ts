import type { PairedRatioSums } from "../../../src/core/stats/sums.ts";
import { MEASURES, type MeasuredSums, type ReturnTimes } from "../../../src/report/ports.ts";

const SUMS = 26;
const HOURS = 28 * 24;
const WATCHED_DAYS = 28;

/** What the database answers of one arm of one phase and rule: sums of each measure, and times by the hour. */
export class ArmCounts {
  members = 0;
  readonly #sums = new Float64Array(SUMS * MEASURES.length);
  readonly #returned = new Float64Array(HOURS + 1);
  readonly #censored = new Float64Array(HOURS + 1);
  readonly #watched = new Float64Array(WATCHED_DAYS + 1);
  readonly #ofCompanies: boolean;

  /** @param unit companies have sums by their size */
  constructor(unit: "member" | "company" = "member") {
    this.#ofCompanies = unit === "company";
  }

  /** @param measure place in MEASURES; y over d since exposure, x visits in w days before it; -1 times takes off again */
  add(measure: number, y: number, d: number, x: number, w: number, times = 1): void {
    const sums = this.#sums;
    const at = measure * SUMS;
    // Spelled out: an array of products for each of billions of rows takes five times as long.
    add(sums, at, times);
    add(sums, at + 1, times * y);
    add(sums, at + 2, times * d);
    add(sums, at + 3, times * y * y);
    add(sums, at + 4, times * d * d);
    add(sums, at + 5, times * y * d);
    add(sums, at + 6, times * x);
    add(sums, at + 7, times * w);
    add(sums, at + 8, times * x * x);
    add(sums, at + 9, times * w * w);
    add(sums, at + 10, times * x * w);
    add(sums, at + 11, times * y * x);
    add(sums, at + 12, times * y * w);
    add(sums, at + 13, times * d * x);
    add(sums, at + 14, times * d * w);
    if (!this.#ofCompanies) return;
    add(sums, at + 15, times * y * y * d);
    add(sums, at + 16, times * y * d * d);
    add(sums, at + 17, times * d * d * d);
    add(sums, at + 18, times * d * d * d * d);
    add(sums, at + 19, times * x * x * d);
    add(sums, at + 20, times * w * w * d);
    add(sums, at + 21, times * x * w * d);
    add(sums, at + 22, times * y * x * d);
    add(sums, at + 23, times * y * w * d);
    add(sums, at + 24, times * d * x * d);
    add(sums, at + 25, times * d * w * d);
  }

  /** @param days until the first visit, or so many without one */
  addTime(days: number, back: boolean, watchedDays: number): void {
    const isBack = back && days < WATCHED_DAYS;
    const hour = Math.min(HOURS, Math.floor(days * 24));
    const counts = isBack ? this.#returned : this.#censored;
    counts[hour] = (counts[hour] as number) + 1;
    const day = Math.min(WATCHED_DAYS, Math.floor(watchedDays));
    this.#watched[day] = (this.#watched[day] as number) + 1;
    this.members += 1;
  }

  /** Starts again with what grows by itself: one measure and the times. */
  clearGrowing(measure: number): void {
    this.members = 0;
    this.#sums.fill(0, measure * SUMS, (measure + 1) * SUMS);
    for (const counts of [this.#returned, this.#censored, this.#watched]) counts.fill(0);
  }

  clear(): void {
    this.members = 0;
    for (const counts of [this.#sums, this.#returned, this.#censored, this.#watched]) counts.fill(0);
  }

  /** Adds all that another has counted. */
  include(other: ArmCounts): void {
    this.members += other.members;
    addAll(this.#sums, other.#sums);
    addAll(this.#returned, other.#returned);
    addAll(this.#censored, other.#censored);
    addAll(this.#watched, other.#watched);
  }

  measured(measure: number): Pick<MeasuredSums, "members" | "sums"> {
    const [n, y, d, yy, dd, yd, x, w, xx, ww, xw, yx, yw, dx, dw, ...sized] = this.#sums.subarray(
      measure * SUMS,
      (measure + 1) * SUMS,
    ) as unknown as SumsOfMeasure;
    const [yyd, ydd, ddd, dddd, xxd, wwd, xwd, yxd, ywd, dxd, dwd] = sized;
    const powers = { size: d, sizeSquares: dd, sizeCubes: ddd, sizeFourths: dddd };
    const bySize = (numeratorSquares: N, denominatorSquares: N, product: N) =>
      this.#ofCompanies && { bySize: { ...powers, numeratorSquares, denominatorSquares, product } };
    const cross = (one: N, two: N, three: N, four: N) => ({
      numeratorNumerator: one,
      numeratorDenominator: two,
      denominatorNumerator: three,
      denominatorDenominator: four,
    });
    const main = { units: n, numerator: y, denominator: d, numeratorSquares: yy, denominatorSquares: dd, product: yd };
    const before = {
      units: n,
      numerator: x,
      denominator: w,
      numeratorSquares: xx,
      denominatorSquares: ww,
      product: xw,
    };
    const sums: PairedRatioSums = {
      main: { ...main, ...bySize(yyd, ddd, ydd) },
      before: { ...before, ...bySize(xxd, wwd, xwd) },
      cross: cross(yx, yw, dx, dw),
      ...(this.#ofCompanies && { crossBySize: cross(yxd, ywd, dxd, dwd) }),
    };
    return { members: n, sums };
  }

  returns(): Pick<ReturnTimes, "times" | "watched"> {
    const times: { hour: number; returned: number; censored: number }[] = [];
    for (let hour = 0; hour <= HOURS; hour++) {
      const [returned, censored] = [this.#returned[hour] as number, this.#censored[hour] as number];
      if (returned + censored > 0) times.push({ hour, returned, censored });
    }
    const watched = [...this.#watched].flatMap((members, days) => (members > 0 ? [{ days, members }] : []));
    return { times, watched };
  }
}

type N = number;
type SumsOfMeasure = readonly [N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, ...SizedSums];
type SizedSums = readonly [N, N, N, N, N, N, N, N, N, N, N];

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}

function addAll(to: Float64Array, from: Float64Array): void {
  for (let at = 0; at < to.length; at++) to[at] = (to[at] as number) + (from[at] as number);
}
