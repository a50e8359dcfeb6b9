/** What a reader who divides one printed figure by the other may be away from what is printed of them: a point of a hundred. */
const POINT = 0.01;
const MORE_AT_MOST = 2;

/**
 * The fewest decimals with which two figures say of one another what is said of them: 28.1 beside 6.7, not 28 beside 7, where an effect of 319%
 * stands beside. Above a doubling, a hundredth of the ratio is as near.
 * @param least the decimals that figures of their kind have anyway
 */
export function agreeingDecimals(values: readonly (number | null)[], least: number): number {
  const [one, other] = values;
  if (one == null || other == null || one === 0 || other === 0) return least;
  const ratio = one / other;
  const rounded = (value: number, decimals: number): number => Math.round(value * 10 ** decimals) / 10 ** decimals;
  for (let decimals = least; decimals < least + MORE_AT_MOST; decimals += 1) {
    const printed = rounded(one, decimals) / rounded(other, decimals);
    if (Math.abs(printed - ratio) <= POINT * Math.max(1, Math.abs(ratio))) return decimals;
  }
  return least + MORE_AT_MOST;
}
