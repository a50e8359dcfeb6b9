import type { Candidates } from "./candidates.ts";
import { findCold, findHot, findNear } from "./find-best.ts";
import type { Choice, Pick, PickKind, PickQuota, Reader } from "./pick.ts";
import {
  closeSelection,
  isOpenTo,
  openSelection,
  readmit,
  type Selection,
  take,
  takeBest,
  type Witness,
} from "./selection.ts";
import { addNeighbours, forgetTaste, readTaste, type Taste } from "./taste.ts";

const SHOWN_ORDER: Readonly<Record<PickKind, number>> = { pinned: 0, hot: 1, cold: 2, evergreen: 3 };

/**
 * Chooses a member's picks: pinned, then the best hot and cold ones one at a time, each choice making others on its
 * theme or by its author count for less; a shortage on one side is filled from the other, then with what was mailed long
 * ago, from neighbouring themes, from the evergreen list. Equal scores go to the smaller content id. Same input, same picks.
 */
export function choosePicks(
  candidates: Candidates,
  reader: Reader,
  quota: PickQuota,
  witness: Witness | null = null,
): Choice {
  const least = quota.skipBelow;
  const picks = choose(candidates, reader, quota, true, witness);
  if (picks.length >= least) return { picks };
  const wasMailed = reader.mailed.size > 0 || (reader.mailedLongAgo?.size ?? 0) > 0;
  const wasEnough = wasMailed && choose(candidates, reader, quota, false, null).length >= least;
  return { skipped: wasEnough ? "already_proposed" : "nothing_open" };
}

function choose(
  candidates: Candidates,
  reader: Reader,
  quota: PickQuota,
  neverTwice: boolean,
  witness: Witness | null,
): Pick[] {
  const selection = openSelection(candidates, reader, neverTwice, witness);
  const taste = readTaste(candidates, reader, selection.generation);
  witness?.opened(taste);
  fillQuota(candidates, taste, selection, reader, quota);
  witness?.ended(taste, selection);
  closeSelection(candidates, selection, reader);
  forgetTaste(candidates, taste);
  return selection.picks.sort((a, b) => SHOWN_ORDER[a.kind] - SHOWN_ORDER[b.kind]);
}

function fillQuota(
  candidates: Candidates,
  taste: Taste,
  selection: Selection,
  reader: Reader,
  { hot, cold }: PickQuota,
): void {
  const total = hot + cold;
  let hotLeft = hot;
  let coldLeft = cold;
  for (const index of candidates.pinned) {
    if (selection.picks.length === total) break;
    if (!isOpenTo(candidates, selection, index) || isPinnedForOthers(candidates, reader, index)) continue;
    if (candidates.isHot[index] === 1 ? hotLeft > 0 : coldLeft === 0) hotLeft--;
    else coldLeft--;
    take(candidates, selection, index, "pinned", candidates.base[index] as number);
  }
  let missing = hotLeft + coldLeft;
  missing -= takeBest(candidates, taste, selection, findHot, "hot", hotLeft);
  missing -= takeBest(candidates, taste, selection, findCold, "cold", coldLeft);
  if (hot > 0) missing -= takeBest(candidates, taste, selection, findHot, "hot", missing);
  if (cold === 0 || missing === 0) return;
  missing -= takeBest(candidates, taste, selection, findCold, "cold", missing);
  if (missing > 0 && selection.mailedLongAgo.size > 0) {
    readmit(candidates, selection, reader);
    missing -= takeBest(candidates, taste, selection, findCold, "cold", missing);
  }
  if (missing === 0) return;
  addNeighbours(candidates, taste);
  missing -= takeBest(candidates, taste, selection, findNear, "cold", missing);
  for (const index of candidates.evergreen) {
    if (missing === 0) return;
    if (!isOpenTo(candidates, selection, index) || isReadmitted(candidates, selection, index)) continue;
    take(candidates, selection, index, "evergreen", candidates.base[index] as number);
    missing--;
  }
}

function isReadmitted({ contents }: Candidates, { mailedLongAgo }: Selection, index: number): boolean {
  const content = contents[index];
  return content !== undefined && mailedLongAgo.has(content.id);
}

function isPinnedForOthers(candidates: Candidates, reader: Reader, index: number): boolean {
  const content = candidates.contents[index];
  return content !== undefined && reader.notPinned?.has(content.id) === true;
}
