/** An array of numbers or booleans as PostgreSQL writes it: the driver would take ten times as long, value by value. */
export function plainArray(values: readonly (number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}
