/** One SQL statement: `$1`, `$2`, … in `text` stand for `values`, in order. Values never enter the text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}
