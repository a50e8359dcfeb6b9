/** A pivot smaller than this share of its own diagonal is rounding. */
const NOTHING = 1e-10;

/**
 * x′ M⁻ x for a covariance M that may be singular, and its rank: Cholesky's elimination that skips each row which those
 * before it already tell.
 */
export function quadraticForm(
  vector: readonly number[],
  matrix: readonly (readonly number[])[],
): { readonly value: number; readonly rank: number } {
  const rows = matrix.map((row) => [...row]);
  const rest = [...vector];
  let [value, rank] = [0, 0];
  for (const [pivot, row] of rows.entries()) {
    const size = row[pivot] as number;
    if (!(size > NOTHING * (matrix[pivot]?.[pivot] as number))) continue;
    const own = rest[pivot] as number;
    rank += 1;
    value += (own / size) * own;
    for (let below = pivot + 1; below < rows.length; below++) {
      const other = rows[below] as number[];
      const factor = (other[pivot] as number) / size;
      rest[below] = (rest[below] as number) - factor * own;
      for (let column = pivot; column < rows.length; column++) {
        other[column] = (other[column] as number) - factor * (row[column] as number);
      }
    }
  }
  return { value, rank };
}
