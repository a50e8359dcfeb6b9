/**
 * What cannot be read of a text is blanked, so that all else stays where it stands and can be checked: first what stands at
 * the line that is broken, then the whole block that the line is in.
 */
export class SetAside {
  #lines: string[];
  readonly #blocks: readonly number[];
  readonly #wholly = new Set<number>();
  readonly #blanked = new Set<number>();
  readonly #around = new Set<number>();
  readonly #keys = new Set<string>();

  constructor(text: string) {
    this.#lines = text.split("\n");
    this.#blocks = [...this.#lines.keys()].filter((line) => TOP_KEY.test(this.#lines[line] ?? ""));
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /** Whether something of the block that the line is in was set aside. */
  touches(line: number): boolean {
    const [from, to] = this.#blockOf(line);
    for (let each = from; each < to; each += 1) if (this.#blanked.has(each)) return true;
    return false;
  }

  /** Blanks what is broken at the line, counted from 0. False: there is nothing left to blank, or no block to keep it in. */
  add(line: number, isMisplaced: boolean): boolean {
    const [from, to] = this.#blockOf(line);
    if (from === to || this.#wholly.has(from)) return false;
    if (this.touches(line)) {
      this.#wholly.add(from);
      this.#blank(from, to, keyOf(this.#lines[from] ?? ""));
      return true;
    }
    const text = this.#lines[line] ?? "";
    const indent = indentOf(text) ?? 0;
    const above = this.#lines.slice(0, line).findLast((each) => indentOf(each) !== null) ?? "";
    // Where it begins says nothing of what is within it.
    const reach = /^ *\t/.test(text)
      ? Number.POSITIVE_INFINITY
      : isMisplaced
        ? Math.max(indent, indentOf(above) ?? 0)
        : indent;
    let end = line + 1;
    while (end < to && (indentOf(this.#lines[end] ?? "") ?? reach + 1) > reach) end += 1;
    for (let each = line - 1, edge = isMisplaced ? reach + 1 : indent; each >= from; each -= 1) {
      const outer = indentOf(this.#lines[each] ?? "");
      if (outer === null || outer >= edge) continue;
      if (BARE.test(this.#lines[each] ?? "")) this.#around.add(each);
      edge = outer;
    }
    this.#blank(line, end, isMisplaced ? 0 : keyOf(this.#lines[line] ?? ""));
    return true;
  }

  /** Whether a mistake at the line, counted from 0, may be of what was set aside alone. */
  explains(line: number, message: string): boolean {
    if (this.#blanked.has(line) || this.#around.has(line)) return true;
    const missing = /"([^"]*)" is missing$/.exec(message)?.[1];
    return missing !== undefined && this.#keys.has(missing);
  }

  #blockOf(line: number): readonly [from: number, to: number] {
    const index = this.#blocks.findLastIndex((first) => first <= line);
    if (index === -1) return [line, line];
    return [this.#blocks[index] ?? line, this.#blocks[index + 1] ?? this.#lines.length];
  }

  /** Of the first line, so many characters stay. */
  #blank(from: number, to: number, kept: number): void {
    for (let line = from; line < to; line += 1) {
      const text = this.#lines[line] ?? "";
      const stays = line === from ? kept : 0;
      for (const [, key] of text.slice(stays).matchAll(/([\w-]+):/g)) if (key !== undefined) this.#keys.add(key);
      this.#lines[line] = text.slice(0, stays) + " ".repeat(text.length - stays);
      this.#blanked.add(line);
    }
  }
}

const TOP_KEY = /^(?:"[^"]*"|[^\s#"'{}[\]:-][^#"'{}[\]:]*):(?:\s|$)/;

/** What is below such a line is all that it says. */
const BARE = /:\s*(?:#.*)?$/;

/** null: nothing stands there. A tab is no indentation, yet whatever stands behind it stands further in. */
function indentOf(line: string): number | null {
  return /^([ \t]*)[^\s#]/.exec(line)?.[1]?.length ?? null;
}

/** How many characters its hyphens and its key take. */
function keyOf(line: string): number {
  return /^\s*(?:- +)*(?:(?:"[^"]*"|[^\s#"'{}[\]:-][^#"'{}[\]:]*):(?=\s|$))?/.exec(line)?.[0].length ?? 0;
}
