/** One SQL statement: `$1`, `$2`, … in `text` stand for `values`, in order. Values never enter the text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Planned once a connection under this name, which must stand for this text only. Not through a transaction pooler. */
  readonly name?: string;
}

/** Words of ours as a list of literals, where a value would hide from the planner what a partial index holds. */
export function literalsOf(words: readonly string[]): string {
  for (const word of words) if (!/^[a-z_]+$/.test(word)) throw new TypeError(`${word} is no word of ours`);
  return words.map((word) => `'${word}'`).join(", ");
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
  embed({ text, values }: Statement): string {
    return this.embedParts([text], values)[0] as string;
  }

  /** The same for texts whose placeholders stand for the same values. */
  embedParts(texts: readonly string[], values: readonly unknown[]): string[] {
    const offset = this.values.length;
    this.values.push(...values);
    return texts.map((text) => text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`));
  }
}
