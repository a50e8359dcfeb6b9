/** Digits that a number of JavaScript keeps for sure. */
const EXACT_DIGITS = 15;

/** A number where none of its digits is lost, else its text: ids of twenty digits stay what they are. */
export function exactNumber(text: string): number | string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (Number.isSafeInteger(number) && /^-?\d+$/.test(text)) return number;
  return text.replace(/^-?0*\.?0*|[.-]|e.*$/gi, "").length <= EXACT_DIGITS ? number : text;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
