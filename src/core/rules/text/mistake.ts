/**
 * Something in the rules folder that needs a person: a `mistake` takes its file out of service, a `warning` says what will
 * work but hardly as it was meant, a `notice` what has no effect. Lines and columns count from 1; `length` is how much of `lineText` is meant.
 */
export interface Mistake {
  readonly severity: "mistake" | "warning" | "notice";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly lineText: string;
  readonly message: string;
  /** What to write instead; null when there is nothing better to say. */
  readonly hint: string | null;
  /** The same in French, where it is translated; see `speak`. */
  readonly french?: { readonly message: string; readonly hint: string | null };
  /** So many that are not told, where it stands for these. */
  readonly standsFor?: number;
}
