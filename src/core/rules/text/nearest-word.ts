/** Longer words are not compared: they are no slip of the finger. */
const LONGEST_WORD = 60;

/** The valid word that a mistyped one most likely stands for; null when none is close, or within `atMost` slips. */
export function nearestWord(word: string, words: Iterable<string>, atMost = Number.POSITIVE_INFINITY): string | null {
  if (word.length > LONGEST_WORD) return null;
  const typed = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.min(atMost, Math.max(1, Math.floor(typed.length / 3))) + 1;
  for (const candidate of words) {
    if (Math.abs(candidate.length - typed.length) >= bestDistance) continue;
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
