import { didYouMean, listNames, quote, type TableMistakes } from "./table-mistakes.ts";

/** `treated=90,control=10`: the weight of each arm. Null when it cannot be read; then `mistakes` says why. */
export function parseShares(text: string, mistakes: TableMistakes): ReadonlyMap<string, number> | null {
  const shares = new Map<string, number>();
  for (const part of text.split(",")) {
    const at = part.lastIndexOf("=");
    const arm = part.slice(0, Math.max(0, at)).trim();
    const weight = Number(
      part
        .slice(at + 1)
        .trim()
        .replace(/%$/, "") || "x",
    );
    if (arm === "" || !(weight > 0) || !Number.isFinite(weight) || shares.has(arm)) {
      mistakes.say(
        `--shares: expected each arm once with its share, as in treated=90,control=10; found ${quote(part)}.`,
      );
      return null;
    }
    shares.set(arm, weight);
  }
  return shares;
}

export function checkShares(
  shares: ReadonlyMap<string, number>,
  arms: readonly string[],
  mistakes: TableMistakes,
): void {
  for (const arm of shares.keys()) {
    if (!arms.includes(arm)) mistakes.say(`--shares: no row is of arm ${quote(arm)}.${didYouMean(arm, arms)}`);
  }
  const without = arms.filter((arm) => !shares.has(arm));
  if (without.length > 0) mistakes.say(`--shares: the share of ${listNames(without)} is missing.`);
}
