import type { PairedRatioSums } from "../../core/stats/sums.ts";
import type { TimeCount } from "../../core/stats/survival/life-table.ts";

/** A sum that keeps what rounding takes off (Neumaier 1974): it does not depend on the order of what is added. */
class Total {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** One arm's sums, as rows come. A mean is a ratio whose denominator is 1; so is what was before. */
export class ArmSums {
  units = 0;
  readonly #numerator = new Total();
  readonly #denominator = new Total();
  readonly #numeratorSquares = new Total();
  readonly #denominatorSquares = new Total();
  readonly #product = new Total();
  readonly #before = new Total();
  readonly #beforeSquares = new Total();
  readonly #numeratorBefore = new Total();
  readonly #denominatorBefore = new Total();

  add(numerator: number, denominator: number, before: number): void {
    this.units += 1;
    this.#numerator.add(numerator);
    this.#denominator.add(denominator);
    this.#numeratorSquares.add(numerator * numerator);
    this.#denominatorSquares.add(denominator * denominator);
    this.#product.add(numerator * denominator);
    this.#before.add(before);
    this.#beforeSquares.add(before * before);
    this.#numeratorBefore.add(numerator * before);
    this.#denominatorBefore.add(denominator * before);
  }

  sums(): PairedRatioSums {
    return {
      main: {
        units: this.units,
        numerator: this.#numerator.value,
        denominator: this.#denominator.value,
        numeratorSquares: this.#numeratorSquares.value,
        denominatorSquares: this.#denominatorSquares.value,
        product: this.#product.value,
      },
      before: {
        units: this.units,
        numerator: this.#before.value,
        denominator: this.units,
        numeratorSquares: this.#beforeSquares.value,
        denominatorSquares: this.units,
        product: this.#before.value,
      },
      cross: {
        numeratorNumerator: this.#numeratorBefore.value,
        numeratorDenominator: this.#numerator.value,
        denominatorNumerator: this.#denominatorBefore.value,
        denominatorDenominator: this.#denominator.value,
      },
    };
  }
}

/** One arm's times: as many counts as there are different times. */
export class ArmTimeCounts {
  units = 0;
  readonly #counts = new Map<number, { events: number; censored: number }>();

  add(time: number, happened: boolean): void {
    this.units += 1;
    let count = this.#counts.get(time);
    if (count === undefined) {
      count = { events: 0, censored: 0 };
      this.#counts.set(time, count);
    }
    if (happened) count.events += 1;
    else count.censored += 1;
  }

  counts(): TimeCount[] {
    return [...this.#counts].map(([time, count]) => ({ time, ...count }));
  }
}

/** Values far from zero are counted from the first of them, lest their squares swallow the differences between them. */
export class Origin {
  static readonly #FAR = 1e6;
  #at: number | null = null;

  get at(): number {
    return this.#at ?? 0;
  }

  from(value: number): number {
    this.#at ??= Math.abs(value) >= Origin.#FAR ? value : 0;
    return value - this.#at;
  }
}
