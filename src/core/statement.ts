/** One SQL statement: `$1`, `$2`, … in `text` stand for `values`, in order. Values never enter the text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Collects the values of a statement that is put together from parts. */
export class StatementValues {
  readonly values: unknown[] = [];

  /** Keeps a value and answers the placeholder that stands for it. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Takes a whole statement in and answers its text with the placeholders moved behind those already taken. */
  embed(statement: Statement): string {
    const offset = this.values.length;
    this.values.push(...statement.values);
    return statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
  }
}
