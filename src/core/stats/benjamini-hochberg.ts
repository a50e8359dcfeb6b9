/**
 * p-values corrected for having looked at several rules at once (Benjamini and Hochberg 1995): below `q`, at most a
 * share `q` of what is called an effect is none. Same order as given; null stays null and does not count, and so does what is no probability.
 */
export function correctForMany(pValues: readonly (number | null)[]): (number | null)[] {
  const known = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null && entry.p >= 0 && entry.p <= 1)
    .sort((a, b) => b.p - a.p);
  const corrected: (number | null)[] = pValues.map(() => null);
  let least = 1;
  known.forEach(({ p, index }, position) => {
    least = Math.min(least, p * (known.length / (known.length - position)));
    corrected[index] = least;
  });
  return corrected;
}
