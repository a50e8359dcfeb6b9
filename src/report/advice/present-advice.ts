import type { ReportLanguage } from "../words/words.ts";
import { layTable, wrapText } from "../write/text-layout.ts";
import { type NumberWriter, writeNumbers } from "../write/write-numbers.ts";
import { ADVISED_WEEKS, type HoldoutAdvice, QUARTER_WEEKS, type ShareAdvice } from "./advice.ts";
import { type AdviceWords, adviceWords } from "./words.ts";

const WIDTH = 100;
const HALF = 0.5;
const [, , , LONGEST] = ADVISED_WEEKS;

interface Teller {
  readonly advice: HoldoutAdvice;
  readonly words: AdviceWords;
  readonly write: NumberWriter;
  /** A share that somebody chose: `5%`, `12.5%`. */
  readonly share: (share: number) => string;
}

/** For a terminal: at most 100 columns, colour only where asked for. */
export function presentAdvice(advice: HoldoutAdvice, language: ReportLanguage, colour: boolean): string {
  const code = String.fromCharCode(27);
  const strong = (text: string) => (colour ? `${code}[1m${text}${code}[0m` : text);
  const teller: Teller = {
    advice,
    words: adviceWords(language),
    write: writeNumbers(language, "UTC"),
    share: (share) =>
      share.toLocaleString(language === "fr" ? "fr-FR" : "en-GB", { style: "percent", maximumFractionDigits: 1 }),
  };
  const wrapAll = (texts: readonly string[]) => texts.flatMap((text) => wrapText(text, WIDTH));
  const table = layAdvice(teller);
  const notes = tellNotes(teller);
  return [
    [strong(teller.words.title), ...wrapAll(tellAdvice(teller)).map(strong)],
    wrapAll(tellNow(teller)),
    ...(table.length === 0 ? [] : [[...wrapAll([teller.words.table]).map(strong), ...table]]),
    ...(notes.length === 0 ? [] : [[strong(teller.words.notes.title), ...wrapAll(notes)]]),
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The first sentences: what to do, or that nothing would do. */
function tellAdvice({ advice, words, write, share: writeShare }: Teller): string[] {
  const { members, units, active, visits, membersNeeded } = advice;
  const target = write.percent(advice.target);
  const needed = membersNeeded === null ? [] : [words.membersNeeded(target, write.count(round(membersNeeded)))];
  const minimal = write.count(advice.minimalArm);
  switch (advice.code) {
    case "unknown":
      return [words.unknown];
    case "too_small": {
      const said =
        advice.unit === "company"
          ? words.tooSmallCompanies(write.count(members), write.count(units), minimal)
          : words.tooSmall(write.count(members), minimal);
      return [said, ...needed];
    }
    case "not_seen": {
      const [half, later] = [smallestOf(advice, HALF, QUARTER_WEEKS), smallestOf(advice, HALF, LONGEST)];
      const [all, came] = [write.count(members), write.count(active)];
      const said =
        half === null || later === null
          ? words.silent(all, came, target)
          : words[later < half ? "notSeen" : "notSeenLonger"](
              all,
              came,
              target,
              write.percent(half),
              write.percent(later),
            );
      return [said, ...needed, words.picks];
    }
    default: {
      if (visits === null) return [words.unknown];
      const [share, heldOut] = [writeShare(visits.share), write.count(visits.heldOut)];
      const weeks = write.count(visits.weeks);
      return advice.code === "seen"
        ? [words.seen(target, share, heldOut, weeks)]
        : [
            words.seenLater(write.count(members), write.count(active), target, share, heldOut, weeks),
            ...needed,
            words.picks,
          ];
    }
  }
}

/** Whom there is, how often they come, and what the holdout of now shows. */
function tellNow(teller: Teller): string[] {
  const { advice, words, write } = teller;
  const said = [words.people(write.count(advice.members), write.count(advice.active))];
  if (advice.visitsAWeek !== null) said.push(words.visits(write.number(advice.visitsAWeek)));
  said.push(...tellCameBack(teller));
  const own = advice.shares.find(({ share }) => share === advice.ownShare);
  const smallest = smallestOf(advice, advice.ownShare, QUARTER_WEEKS);
  const share = teller.share(advice.ownShare);
  if (own === undefined) said.push(words.ownNone);
  else if (smallest !== null) said.push(words.ownShows(share, write.percent(smallest)));
  else said.push(...tellSilence(teller, share));
  if (advice.ownNext !== null) said.push(words.ownNext(teller.share(advice.ownNext)));
  if (advice.ownKept.length > 0) said.push(words.ownKept(advice.ownKept.map(teller.share).join(", ")));
  const [one, two, four] = advice.quarters.map((seen) => write.percent(seen.smallest));
  if (one !== undefined && two !== undefined && four !== undefined) {
    const isShort = advice.quarters.some(({ quarters, smallest: least }) => quarters === 1 && least > advice.target);
    const rotated = words.rotated(one, two, four);
    said.push(isShort ? `${words.tooShort(write.percent(advice.target))} ${rotated}` : rotated);
  }
  return [said.slice(0, 2).join(" "), ...said.slice(2)];
}

/** Why the holdout of now shows nothing, and what would. */
function tellSilence({ advice, words, write, share: writeShare }: Teller, share: string): string[] {
  const { ownSilence: silence, ownShare, members, units, minimalArm } = advice;
  if (silence === null) return [];
  const heldOut = write.count(Math.round(ownShare * members));
  const least = write.count(silence.minimalContributors);
  const why =
    silence.reason === "small_arm"
      ? words.ownSmall(share, write.count(Math.round(ownShare * units)), write.count(minimalArm))
      : words.ownSilent(share, heldOut, write.count(Math.floor(silence.contributors ?? 0)), least);
  // Of fewer than two such groups the first sentences said what it takes.
  if (advice.code === "too_small") return [why];
  if (silence.enough !== null) {
    const { share: enough, heldOut: so } = silence.enough;
    return [`${why} ${words.enough(writeShare(enough), write.count(so))}`];
  }
  if (silence.membersNeeded === null) return [why];
  return [`${why} ${words.enoughMembers(write.count(roundUp(silence.membersNeeded)))}`];
}

function tellCameBack({ advice, words, write, share }: Teller): string[] {
  const half = advice.shares.find(({ share }) => share === HALF)?.cameBack ?? null;
  if (advice.shareWhoCome === null || half === null) return [];
  const [target, now] = [write.percent(advice.target), write.percent(advice.shareWhoCome)];
  const { cameBack } = advice;
  return cameBack === null
    ? [words.cameBackNot(target, write.percent(half.smallest), now)]
    : [words.cameBack(target, share(cameBack.share), write.count(cameBack.heldOut), now)];
}

function layAdvice({ advice, words, write, share }: Teller): string[] {
  if (advice.shares.every(({ visits, cameBack }) => visits.length === 0 && cameBack === null)) return [];
  const cell = (row: ShareAdvice, weeks: number): string => {
    const seen = row.visits.find((duration) => duration.weeks === weeks);
    if (seen === undefined) return "–";
    return `${write.percent(seen.smallest)}${seen.basis === "expected" ? "*" : ""}`;
  };
  const { columns } = words;
  return layTable(
    [
      columns.share,
      columns.members,
      ...ADVISED_WEEKS.map((weeks) => columns.weeks(write.count(weeks))),
      columns.cameBack,
    ],
    advice.shares.map((row) => [
      row.share === advice.ownShare ? words.yours(share(row.share)) : share(row.share),
      write.count(row.heldOut),
      ...ADVISED_WEEKS.map((weeks) => cell(row, weeks)),
      row.cameBack === null ? "–" : write.percent(row.cameBack.smallest),
    ]),
    ["left", ...Array.from({ length: ADVISED_WEEKS.length + 2 }, () => "right" as const)],
  );
}

function tellNotes({ advice, words: { notes }, write }: Teller): string[] {
  const half = advice.shares.find(({ share }) => share === HALF);
  const quarter = half?.visits.find(({ weeks }) => weeks === QUARTER_WEEKS);
  if (quarter === undefined) return [];
  const empty = advice.shares.some(({ visits }) => visits.length === 0);
  const expected = half?.visits.some(({ basis }) => basis === "expected") ?? false;
  const told = advice.toldByThePast ?? 0;
  return [
    notes.found(write.number(quarter.whileOpen / quarter.smallest)),
    notes.beginning,
    ...(empty ? [notes.empty(write.count(advice.minimalArm))] : []),
    ...(told > 0
      ? [notes.past(write.percent(told), write.percent(quarter.adjusted), write.percent(quarter.smallest))]
      : []),
    ...(expected ? [notes.expected] : []),
    ...(advice.unit === "company" ? [notes.companies] : []),
  ];
}

function smallestOf({ shares }: HoldoutAdvice, share: number, weeks: number): number | null {
  const row = shares.find((candidate) => candidate.share === share);
  return row?.visits.find((duration) => duration.weeks === weeks)?.smallest ?? null;
}

/** To two digits, and enough. */
function roundUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}

/** To two digits: more would promise what an expectation cannot hold. */
function round(count: number): number {
  return Number(count.toPrecision(2));
}
