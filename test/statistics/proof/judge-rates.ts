import { isWithin, Ledger, limitsOf, type Rate } from "./ledger.ts";

/** A rate as it was first drawn, and as it was drawn again; null: it lay within its limits at first. */
export interface Judged {
  readonly first: Rate;
  readonly again: Rate | null;
}

/**
 * Draws experiments and holds each rate to the exact binomial 99.9% limits of its number of runs. Experiments of which a rate
 * lies outside are drawn again, once: ten times as many, from a second seed that follows from the first. That rate, and no other,
 * is then judged by the second draw, within the limits of that larger number: ten times narrower in variance.
 *
 * A rate that is what it should be lies outside with a probability of 0.001 at most, twice running of 0.000001, as both draws are
 * independent. Of N rates, however they hang together, one fails with N / 1,000,000 at most (Bonferroni's inequality): 0.23% of
 * 2,306, of which by a single draw up to 2.3 are expected outside, and one or more in up to 90% (if independent). A true 94.3% for
 * 95% lies outside in 14.3% at first, and then, of 50,000, in 99.99%: a second draw lets next to nothing go that the first one saw,
 * and leaves nothing to be explained away. Where all seven effects of one size are off by as much, one at least is caught in 66%;
 * in all nine sizes, in 99.99% (judge-rates.test.ts counts this out).
 *
 * @param prove draws as many experiments as the ledger says, from its seeds, of the groups that it wants
 * @param onAgain is told of what will be drawn again, before it is
 */
export function judgeRates(
  prove: (ledger: Ledger) => void,
  onAgain: (outside: readonly Rate[]) => void = () => undefined,
): readonly Judged[] {
  const ledger = new Ledger();
  prove(ledger);
  const outside = ledger.rates.filter((rate) => !isWithin(rate));
  if (outside.length === 0) return ledger.rates.map((first) => ({ first, again: null }));
  onAgain(outside);
  const second = new Ledger(new Set(outside.map(({ group }) => group)));
  prove(second);
  return ledger.rates.map((first) => ({ first, again: outside.includes(first) ? sameOf(second, first) : null }));
}

function sameOf({ rates }: Ledger, { group, claim }: Rate): Rate {
  const same = rates.find((rate) => rate.group === group && rate.claim === claim);
  if (same === undefined) throw new Error(`not drawn again: ${group} · ${claim}`);
  return same;
}

export function holds({ first, again }: Judged): boolean {
  return isWithin(again ?? first);
}

/** Both counts, where there are two. */
export function tell({ first, again }: Judged): string {
  const { low, high } = limitsOf(again ?? first);
  const counts = ({ runs, hits }: Rate) => `${hits.toLocaleString("en")} of ${runs.toLocaleString("en")}`;
  const limits = `expected ${low.toLocaleString("en")} to ${high.toLocaleString("en")}`;
  const drawn = again === null ? counts(first) : `first ${counts(first)}, drawn again ${counts(again)}`;
  return `${first.group} · ${first.claim}: ${drawn}, ${limits}`;
}
