import { availableFrom } from "../available.ts";
import { DAY_MS } from "../calendar.ts";
import { type Candidates, type Closed, largestOf } from "./candidates.ts";
import { choosePicks } from "./choose-picks.ts";
import { diversityOf } from "./find-best.ts";
import type { Choice, Pick, PickKind, PickQuota, Reader } from "./pick.ts";
import { UNVIEWED } from "./popularity.ts";
import { hotTaste, UNKNOWN_TASTE_AFFINITY } from "./scores.ts";
import { isOpenTo, type Selection, type Witness } from "./selection.ts";
import { hasSeen, type Taste } from "./taste.ts";

/** What a score is made of: `base` × `taste` × `diversity`, and what lies behind them. */
export interface ScoreTerms {
  readonly side: "hot" | "cold";
  /** What the content is worth to anybody: by its age and its viewers. */
  readonly base: number;
  readonly ageDays: number;
  readonly viewers: number;
  readonly viewersThisWeek: number;
  /** Members who called it useful. */
  readonly useful: number;
  /** The share of the member's own views, recent ones counting most, that are on a theme of the content; 0 to 1. */
  readonly affinity: number;
  /** What that affinity makes of it; 1 where the team put the content in. */
  readonly taste: number;
  /** 1 at first; less for each pick chosen before on the same theme or by the same author. */
  readonly diversity: number;
}

/** What became of one content when picks were chosen for one member. */
export type ContentFate =
  | { readonly why: "picked"; readonly pick: Pick; readonly terms: ScoreTerms }
  /** It would be a pick, but there are not enough of them for a mail. */
  | { readonly why: "too_few"; readonly score: number; readonly terms: ScoreTerms }
  /** `lowest`: the lowest score that was chosen on its side; null: there was no place left for any. */
  | {
      readonly why: "scored_lower";
      readonly score: number;
      readonly terms: ScoreTerms;
      readonly lowest: number | null;
    }
  /**
   * `not_open`: open only to others; `switched_off`: on themes that the member does not want, and on no other; `side_off`: the rule wants none of its side;
   * `off_themes`: old, and on no theme that the member reads.
   */
  | {
      readonly why:
        | Closed
        | "viewed"
        | "own"
        | "not_open"
        | "switched_off"
        | "other_language"
        | "mailed"
        | "side_off"
        | "off_themes";
    };

export interface ExplainedContent {
  readonly contentId: number;
  readonly fate: ContentFate;
}

export interface ExplainedPicks {
  readonly choice: Choice;
  /** Every candidate once: the picks in their order, then the others, the best scores first. */
  readonly contents: readonly ExplainedContent[];
}

interface Taken {
  readonly kind: PickKind;
  readonly score: number;
  readonly terms: ScoreTerms;
}

/** Chooses as `choosePicks` does, which it calls, and tells what became of every content. */
export function explainPicks(candidates: Candidates, reader: Reader, quota: PickQuota): ExplainedPicks {
  const taken = new Map<number, Taken>();
  const left: ExplainedContent[] = [];
  let themesKnown = false;
  const witness: Witness = {
    opened: (taste) => {
      themesKnown = taste.themes.length > 0;
    },
    taking: (index, kind, score) => {
      taken.set(index, { kind, score, terms: termsOf(candidates, index, kind, themesKnown) });
    },
    ended: (taste, selection) => {
      candidates.contents.forEach(({ id }, index) => {
        if (taken.has(index)) return;
        left.push({ contentId: id, fate: fateOf(candidates, reader, quota, taste, selection, taken, index) });
      });
    },
  };
  const choice = choosePicks(candidates, reader, quota, witness);
  return { choice, contents: [...chosenContents(candidates, choice, taken), ...left.sort(byScore)] };
}

function chosenContents(candidates: Candidates, choice: Choice, taken: ReadonlyMap<number, Taken>): ExplainedContent[] {
  if ("skipped" in choice) {
    return [...taken].map(([index, { score, terms }]) => ({
      contentId: candidates.contents[index]?.id ?? 0,
      fate: { why: "too_few", score, terms },
    }));
  }
  return choice.picks.flatMap((pick): ExplainedContent[] => {
    const known = taken.get(candidates.indexOf.get(pick.contentId) ?? -1);
    if (known === undefined) return [];
    return [{ contentId: pick.contentId, fate: { why: "picked", pick, terms: known.terms } }];
  });
}

function fateOf(
  candidates: Candidates,
  reader: Reader,
  { hot, cold }: PickQuota,
  taste: Taste,
  selection: Selection,
  taken: ReadonlyMap<number, Taken>,
  index: number,
): ContentFate {
  const id = candidates.contents[index]?.id ?? 0;
  const closed = candidates.closed.get(index);
  if (closed !== undefined) return { why: closed };
  if (reader.viewed.has(id) && hasSeen(candidates, reader, index, id)) return { why: "viewed" };
  if (candidates.authorOf[index] === selection.ownAuthor) return { why: "own" };
  if (selection.notOpen.has(index)) return { why: "not_open" };
  if (selection.switchedOff.has(index)) return { why: "switched_off" };
  if (reader.mailed.has(id)) return { why: "mailed" };
  if (selection.mailedLongAgo.has(id) && candidates.scratch.excludedIn[index] === selection.generation) {
    return { why: "mailed" };
  }
  if (!isOpenTo(candidates, selection, index)) return { why: "other_language" };
  const kind = candidates.isHot[index] === 1 ? "hot" : "cold";
  if ((kind === "hot" ? hot : cold) === 0) return { why: "side_off" };
  const terms = termsOf(candidates, index, kind, taste.themes.length > 0);
  if (terms.taste === 0) return { why: "off_themes" };
  // What was mailed long ago only comes when nothing else is left: it was weighed against its like alone.
  const isAgain = (one: number) => selection.mailedLongAgo.has(candidates.contents[one]?.id ?? 0);
  const scores = [...taken].flatMap(([other, one]) =>
    one.kind === kind && (!isAgain(index) || isAgain(other)) ? one.score : [],
  );
  return {
    why: "scored_lower",
    score: terms.base * terms.taste * terms.diversity,
    terms,
    lowest: scores.length === 0 ? null : Math.min(...scores),
  };
}

/** As the choice stands: what was taken before makes others on its theme or by its author count for less. */
function termsOf(candidates: Candidates, index: number, kind: PickKind, themesKnown: boolean): ScoreTerms {
  const { contents, viewers, base, isHot, scratch, at } = candidates;
  const content = contents[index];
  const counts = viewers[index] ?? UNVIEWED;
  const own = largestOf(candidates, index, scratch.affinity);
  const near = largestOf(candidates, index, scratch.nearAffinity);
  const affinity = own > 0 ? own : near;
  const byTeam = kind === "pinned" || kind === "evergreen";
  const unknown = themesKnown ? affinity : UNKNOWN_TASTE_AFFINITY;
  return {
    side: isHot[index] === 1 ? "hot" : "cold",
    base: base[index] ?? 0,
    ageDays: content === undefined ? 0 : Math.max(0, (at.getTime() - availableFrom(content, at)) / DAY_MS),
    viewers: counts.viewers,
    viewersThisWeek: counts.last7Days,
    useful: counts.useful,
    affinity: kind === "hot" ? own : affinity,
    taste: byTeam ? 1 : kind === "hot" ? hotTaste(own) : unknown,
    diversity: byTeam ? 1 : diversityOf(candidates, index),
  };
}

/** Those with a score first, best first; the others as they come. */
function byScore(a: ExplainedContent, b: ExplainedContent): number {
  const scoreOf = ({ fate }: ExplainedContent) => ("score" in fate ? fate.score : Number.NEGATIVE_INFINITY);
  const [first, second] = [scoreOf(a), scoreOf(b)];
  return first === second ? a.contentId - b.contentId : second - first;
}
