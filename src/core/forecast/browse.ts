import { isReplay } from "../available.ts";
import { DAY_MS } from "../calendar.ts";
import { mayOpen } from "../openings.ts";
import type { Candidates } from "../picks/candidates.ts";
import type { Life } from "./life.ts";
import { drawPoisson, type Random } from "./randomness.ts";

/** What there is to see on a day: contents by how soon they are met, as sums of their weights. */
export interface Shelf {
  readonly hot: Side;
  readonly cold: Side;
}

interface Side {
  readonly indexes: Int32Array;
  readonly upTo: Float64Array;
}

/** Of a content that was seen already, closed or in another language, another is looked for so often. */
const TRIES = 6;

export function stockShelf({ hot, cold, contents, viewers, at }: Candidates): Shelf {
  const ageDays = (index: number) => Math.max(0, at.getTime() - (contents[index]?.publishedAt.getTime() ?? 0)) / DAY_MS;
  return {
    hot: sideOf(hot, (index) => 1 / (1 + ageDays(index))),
    cold: sideOf(cold, (index) => 1 + (viewers[index]?.viewers ?? 0)),
  };
}

function sideOf(indexes: Int32Array, weightOf: (index: number) => number): Side {
  const upTo = new Float64Array(indexes.length);
  let sum = 0;
  indexes.forEach((index, place) => {
    sum += weightOf(index);
    upTo[place] = sum;
  });
  return { indexes, upTo };
}

/** What the member sees on a visit at an instant. */
export function browse(
  candidates: Candidates,
  shelf: Shelf,
  hotShare: number,
  life: Life,
  atMs: number,
  random: Random,
) {
  for (let wanted = drawPoisson(random, life.appetite); wanted > 0; wanted--) {
    const wantsHot = random() < hotShare;
    const side = wantsHot ? shelf.hot : shelf.cold;
    for (let tries = 0; tries < TRIES; tries++) {
      const index = drawFrom(side, random);
      if (index === null) break;
      if (see(candidates, life, index, atMs)) break;
    }
  }
}

/** The place whose weights begin at or before the number drawn. */
function drawFrom({ indexes, upTo }: Side, random: Random): number | null {
  if (indexes.length === 0) return null;
  const target = random() * (upTo[upTo.length - 1] as number);
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upTo[middle] as number) > target) high = middle;
    else low = middle + 1;
  }
  return indexes[low] as number;
}

function see(candidates: Candidates, { facts, viewedDays }: Life, index: number, atMs: number): boolean {
  const content = candidates.contents[index];
  if (content === undefined || content.authorId === facts.externalId || !mayOpen(content, facts)) return false;
  if (content.language !== null && !facts.reads.includes(content.language)) return false;
  const isNew = !facts.views.has(content.id);
  const isNewReplay = isReplay(content, candidates.at) && !facts.replays.has(content.id);
  if (isNewReplay) facts.replays.set(content.id, atMs);
  if (isNew) {
    facts.views.set(content.id, atMs);
    viewedDays.set(content.id, Math.floor(atMs / DAY_MS));
  }
  return isNew || isNewReplay;
}
