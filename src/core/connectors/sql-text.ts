/** In a query, the value up to which all rows are known; `::cursor` and `:cursors` are something else. */
const CURSOR = /(?<![:\w]):cursor\b/g;
/** Rows that share the last value would be lost. */
const BEYOND = /(?<![<>=!-])>\s*:cursor\b|(?<![:\w]):cursor(?:::\w+)?\s*<(?![<>=])/;
/** Comments and brackets that stand before the first word. */
const BEFORE = /^(?:\s+|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/;

export function namesCursor(sql: string): boolean {
  return sql.search(CURSOR) !== -1;
}

export function leavesOutLast(sql: string): boolean {
  return BEYOND.test(sql);
}

export function isSelect(sql: string): boolean {
  return /^(?:select|with)\b/i.test(sql.replace(BEFORE, ""));
}

/**
 * The query with `replacement` in place of `:cursor`, and without a last semicolon. Where the replacement is shorter it is
 * filled up with spaces, so that places in the text stay what they were.
 */
export function withCursor(sql: string, replacement: string): string {
  const plain = sql.replace(/[;\s]+$/, "");
  return plain.replace(CURSOR, () => replacement.padEnd(":cursor".length));
}
