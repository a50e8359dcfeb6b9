import type { CrossSums, RatioSums, SizeSums, UnitSizes } from "./sums.ts";

/** A sum of squares around the mean that is a smaller share of the squares than this is rounding. */
const ROUNDING = 1e-13;

/** What is left of `squares` after `explained` was taken off: nothing where that is within rounding, or below 0. */
export function leftOver(squares: number, explained: number): number {
  const left = squares - explained;
  return left <= ROUNDING * Math.abs(squares) ? 0 : left;
}

/**
 * Σ (numerator − ratio × denominator)² over units, the ratio that of the totals: these residuals add up to zero, so their
 * squares alone give the variance.
 */
export function residualSquares(sums: RatioSums): number {
  return squaresAround(sums.numerator / sums.denominator, sums);
}

/** The same around any ratio, of sums that may be weighed. */
function squaresAround(ratio: number, sums: RatioSums | SizeSums): number {
  const squares = sums.numeratorSquares + ratio * ratio * sums.denominatorSquares;
  return leftOver(squares, 2 * ratio * sums.product);
}

/** Σ e² of units' residuals, and Σ e²s, s a unit's size. */
export interface SizedSquares {
  readonly squares: number;
  readonly sized: number;
}

export interface UnitWeights {
  readonly degrees: number;
  readonly effective: number;
}

/**
 * What residuals tell of the variance of their mean. A unit of size s, of S in all, has the leverage h = s / S: its residual around the
 * ratio of the totals has the variance σ²(1 − 2h) + h² Σσ², so that of n squares n(1 − 2h̄ + Σh²) are left: the `degrees`. h̄ is the mean
 * of the leverages weighed by σ², here by the residuals' squares. n − 1 where no sizes are told, or all are the same.
 *
 * Residuals may be those that CUPED leaves, of which colleagues have less in common: it takes off what is between companies.
 */
export function weighResiduals(
  units: number,
  { squares, sized }: SizedSquares,
  sizes: UnitSizes | undefined,
): UnitWeights {
  const same = { degrees: units - 1, effective: units };
  if (sizes === undefined || !(squares > 0)) return same;
  const left = 1 - (2 * sized) / squares / sizes.size + sizes.sizeSquares / sizes.size ** 2;
  const effective = effectiveUnits(squares, sized, sizes);
  return left > 0 && effective >= 1 ? { degrees: units * left, effective } : same;
}

/** The same of a ratio's own residuals. */
export function weighUnits(sums: RatioSums): UnitWeights {
  return weighResiduals(sums.units, { squares: residualSquares(sums), sized: sizedSquares(sums) }, sums.bySize);
}

/** Σ (numerator − ratio × denominator)² × size; 0 where no sizes are told. */
export function sizedSquares({ numerator, denominator, bySize }: RatioSums): number {
  return bySize ? squaresAround(numerator / denominator, bySize) : 0;
}

/** Σ of main residual × before residual, of sums that may be weighed; a residual as above. */
export function crossProducts(main: number, before: number, cross: CrossSums): number {
  return (
    cross.numeratorNumerator -
    before * cross.numeratorDenominator -
    main * cross.denominatorNumerator +
    main * before * cross.denominatorDenominator
  );
}

/**
 * How many units of one size would tell a variance as well: (Σσ²)² / Σσ⁴ (Satterthwaite), σ² = a·s + b·s² as members of a unit have
 * something of their own and something in common: the degrees of Bell and McCaffrey (2002) by the random effects of Imbens and
 * Kolesár (2016). a and b from Σe² and Σe²s. Between (Σs)² / Σs², if colleagues are independent, and (Σs²)² / Σs⁴, if they are all alike.
 */
function effectiveUnits(
  squares: number,
  sized: number,
  { size, sizeSquares, sizeCubes, sizeFourths }: UnitSizes,
): number {
  const between = (sized * size - squares * sizeSquares) / leftOver(sizeCubes * size, sizeSquares ** 2);
  const alike = between > 0 && Number.isFinite(between) ? between : 0;
  const apart = Math.max(0, squares - alike * sizeSquares) / size;
  const total = apart * size + alike * sizeSquares;
  return total ** 2 / (apart ** 2 * sizeSquares + 2 * apart * alike * sizeCubes + alike ** 2 * sizeFourths);
}
