/** An array of numbers, booleans or hexadecimal keys as PostgreSQL writes it: the driver would take ten times as long, value by value. */
export function plainArray(values: readonly (number | boolean | string | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}
