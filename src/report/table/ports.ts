/** A row of a table: its cells, or an object; `broken` says what is wrong with one that cannot be read. */
export type TableRow =
  | { readonly line: number; readonly row: readonly string[] | object }
  | { readonly line: number; readonly broken: string };

/** A table being read once, in blocks, never more than asked for. */
export interface TableSource extends AsyncIterable<readonly TableRow[]> {
  readonly name: string;
  /** The header of a CSV file; null where rows are objects. */
  readonly columns: readonly string[] | null;
  /** Whether 12,5 is twelve and a half. */
  readonly decimalComma: boolean;
  /** What was detected and should be said; may grow while reading. */
  readonly notices: readonly string[];
}
