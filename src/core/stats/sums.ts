/**
 * Sufficient statistics: all that an analysis may know of an arm. Each is a sum over the units that were
 * randomised (members, or companies when colleagues share an arm), so no row of a member is needed.
 */

/** One number per unit. */
export interface MeanSums {
  readonly units: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Yes or no per unit. */
export interface ShareSums {
  readonly units: number;
  readonly yes: number;
}

/** Sums over units of their size and its powers. */
export interface UnitSizes {
  readonly size: number;
  readonly sizeSquares: number;
  readonly sizeCubes: number;
  readonly sizeFourths: number;
}

/** With a ratio's squares and product, each times the unit's size. */
export interface SizeSums extends UnitSizes {
  readonly numeratorSquares: number;
  readonly denominatorSquares: number;
  readonly product: number;
}

/** Two numbers per unit whose totals are divided: visits by days, contents seen by contents unseen. */
export interface RatioSums {
  readonly units: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly numeratorSquares: number;
  readonly denominatorSquares: number;
  readonly product: number;
  /** Where units are as unlike in size as companies are: the size is what is divided by, also when the ratio is turned over. */
  readonly bySize?: SizeSums;
}

/** Sums over units of main part × before part. */
export interface CrossSums {
  readonly numeratorNumerator: number;
  readonly numeratorDenominator: number;
  readonly denominatorNumerator: number;
  readonly denominatorDenominator: number;
}

/** A ratio with another ratio of the same units, measured before the experiment could change anything. */
export interface PairedRatioSums {
  readonly main: RatioSums;
  /** Its `bySize` has the sizes of `main`: a unit has one. */
  readonly before: RatioSums;
  readonly cross: CrossSums;
  /** Each product times the unit's size. */
  readonly crossBySize?: CrossSums;
}

/** A share with another share of the same units, before: how many were a yes now, before, and both times. */
export interface PairedShareSums extends ShareSums {
  readonly before: number;
  readonly both: number;
}

/** Two numbers per unit, each summed, squared and summed, and multiplied and summed: a mean with its history. */
export interface PairedMeanSums {
  readonly main: MeanSums;
  readonly before: MeanSums;
  readonly product: number;
}

/** A mean with its history as ratios whose denominators are 1 for each unit. */
export function asPairedRatio({ main, before, product }: PairedMeanSums): PairedRatioSums {
  return {
    main: asRatio(main),
    before: asRatio(before),
    cross: {
      numeratorNumerator: product,
      numeratorDenominator: main.sum,
      denominatorNumerator: before.sum,
      denominatorDenominator: main.units,
    },
  };
}

/** A mean is a ratio whose denominator is 1 for each unit. */
export function asRatio({ units, sum, sumOfSquares }: MeanSums): RatioSums {
  return {
    units,
    numerator: sum,
    denominator: units,
    numeratorSquares: sumOfSquares,
    denominatorSquares: units,
    product: sum,
  };
}

/** The same units, the ratio turned over: days per visit instead of visits per day. */
export function invertRatio(sums: RatioSums): RatioSums {
  return {
    units: sums.units,
    numerator: sums.denominator,
    denominator: sums.numerator,
    numeratorSquares: sums.denominatorSquares,
    denominatorSquares: sums.numeratorSquares,
    product: sums.product,
    ...(sums.bySize && {
      bySize: {
        ...sums.bySize,
        numeratorSquares: sums.bySize.denominatorSquares,
        denominatorSquares: sums.bySize.numeratorSquares,
      },
    }),
  };
}

export function invertPairedRatio({ main, before, cross, crossBySize }: PairedRatioSums): PairedRatioSums {
  return {
    main: invertRatio(main),
    before,
    cross: invertCross(cross),
    ...(crossBySize && { crossBySize: invertCross(crossBySize) }),
  };
}

function invertCross(cross: CrossSums): CrossSums {
  return {
    numeratorNumerator: cross.denominatorNumerator,
    numeratorDenominator: cross.denominatorDenominator,
    denominatorNumerator: cross.numeratorNumerator,
    denominatorDenominator: cross.numeratorDenominator,
  };
}

export function addRatios(a: RatioSums, b: RatioSums): RatioSums {
  return {
    units: a.units + b.units,
    numerator: a.numerator + b.numerator,
    denominator: a.denominator + b.denominator,
    numeratorSquares: a.numeratorSquares + b.numeratorSquares,
    denominatorSquares: a.denominatorSquares + b.denominatorSquares,
    product: a.product + b.product,
    ...(a.bySize && b.bySize && { bySize: addSizes(a.bySize, b.bySize) }),
  };
}

function addSizes(a: SizeSums, b: SizeSums): SizeSums {
  return {
    size: a.size + b.size,
    sizeSquares: a.sizeSquares + b.sizeSquares,
    sizeCubes: a.sizeCubes + b.sizeCubes,
    sizeFourths: a.sizeFourths + b.sizeFourths,
    numeratorSquares: a.numeratorSquares + b.numeratorSquares,
    denominatorSquares: a.denominatorSquares + b.denominatorSquares,
    product: a.product + b.product,
  };
}

export function addPairedRatios(a: PairedRatioSums, b: PairedRatioSums): PairedRatioSums {
  return {
    main: addRatios(a.main, b.main),
    before: addRatios(a.before, b.before),
    cross: addCross(a.cross, b.cross),
    ...(a.crossBySize && b.crossBySize && { crossBySize: addCross(a.crossBySize, b.crossBySize) }),
  };
}

function addCross(a: CrossSums, b: CrossSums): CrossSums {
  return {
    numeratorNumerator: a.numeratorNumerator + b.numeratorNumerator,
    numeratorDenominator: a.numeratorDenominator + b.numeratorDenominator,
    denominatorNumerator: a.denominatorNumerator + b.denominatorNumerator,
    denominatorDenominator: a.denominatorDenominator + b.denominatorDenominator,
  };
}
