import type { CatalogueContent } from "../../src/core/community.ts";
import type { CandidateOptions } from "../../src/core/picks/candidates.ts";
import type { PickKind, PickQuota, PickReason, Reader } from "../../src/core/picks/pick.ts";
import { type ContentPopularity, UNVIEWED } from "../../src/core/picks/popularity.ts";
import { hotBase, lastingQuality } from "../../src/core/picks/scores.ts";

const DAY_MS = 86_400_000;

interface NaivePick {
  contentId: number;
  kind: PickKind;
  score: number;
  reason: PickReason;
}

/**
 * What `choosePicks` means, without a thought for speed: for every place in the digest, every content of the
 * catalogue is judged and scored afresh. Only the two formulas of a content's own worth are shared.
 */
export function chooseNaively(
  catalogue: readonly CatalogueContent[],
  popularity: readonly ContentPopularity[],
  options: CandidateOptions,
  reader: Reader,
  quota: PickQuota,
): { picks: NaivePick[] } | { skipped: "already_proposed" | "nothing_open" } {
  const least = quota.skipBelow;
  const picks = choose(catalogue, popularity, options, reader, quota);
  if (picks.length >= least) return { picks };
  const again = choose(
    catalogue,
    popularity,
    options,
    { ...reader, mailed: new Set(), mailedLongAgo: new Set() },
    quota,
  );
  return { skipped: again.length >= least ? "already_proposed" : "nothing_open" };
}

function choose(
  catalogue: readonly CatalogueContent[],
  popularity: readonly ContentPopularity[],
  { at, hotSince, pinned, blocked, evergreen }: CandidateOptions,
  reader: Reader,
  quota: PickQuota,
): NaivePick[] {
  const contents = [...catalogue].sort((a, b) => a.id - b.id);
  const byId = (id: number) => contents.find((one) => one.id === id);
  const viewersOf = (one: CatalogueContent) => popularity.find((row) => row.contentId === one.id) ?? UNVIEWED;
  const themesOf = (one: CatalogueContent) => [...new Set(one.themes)];

  const from = (one: CatalogueContent) =>
    one.endsAt !== null && one.endsAt <= at && one.replayUrl !== null && one.endsAt > one.publishedAt
      ? one.endsAt
      : one.publishedAt;
  const isHot = (one: CatalogueContent) => from(one) >= hotSince;
  const ageDays = (one: CatalogueContent) => (at.getTime() - from(one).getTime()) / DAY_MS;
  const hasSeen = (one: CatalogueContent) => {
    const isReplay = one.endsAt !== null && one.endsAt <= at && one.replayUrl !== null;
    return isReplay ? reader.viewed.has(one.id) && reader.replays?.has(one.id) === true : reader.viewed.has(one.id);
  };
  const base = (one: CatalogueContent) =>
    isHot(one) ? hotBase(ageDays(one), viewersOf(one)) : lastingQuality(ageDays(one), viewersOf(one));
  const isOpen = (one: CatalogueContent) => {
    if (one.publishedAt > at || (one.withdrawnAt !== null && one.withdrawnAt <= at) || blocked.has(one.id))
      return false;
    const end = one.endsAt ?? one.startsAt;
    const takesPlace = one.type === "live" || one.type === "event";
    return !(takesPlace && end !== null && end <= at && one.replayUrl === null);
  };
  const open = contents.filter(isOpen);

  // Taste: each theme's share of the views, halved every 60 days, two views on nothing added.
  const weightOf = (day: number) =>
    Math.ceil(2 ** (-(Math.floor(at.getTime() / DAY_MS) - day) / 60) * 2 ** 24) / 2 ** 24;
  const views = [...reader.viewed].flatMap(([id, day]) => {
    const one = byId(id);
    return one === undefined ? [] : [{ one, weight: weightOf(day) }];
  });
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const total = 2 + sum(views.map(({ weight }) => weight));
  const viewedOn = (theme: string) => views.filter(({ one }) => one.themes.includes(theme));
  const affinity = (theme: string) => sum(viewedOn(theme).map(({ weight }) => weight)) / total;
  const ownThemes = [...new Set(views.flatMap(({ one }) => one.themes))];

  // Neighbours: the five themes most often found with one of the reader's own.
  const allThemes = [...new Set(contents.flatMap((one) => one.themes))];
  const near = (theme: string): { weight: number; own: string } => {
    let best = { weight: 0, own: "" };
    if (ownThemes.includes(theme)) return best;
    for (const own of allThemes.filter((one) => ownThemes.includes(one))) {
      const withOwn = open.filter((one) => one.themes.includes(own));
      const together = (other: string) => withOwn.filter((one) => one.themes.includes(other)).length;
      const first = allThemes
        .filter((other) => other !== own && together(other) > 0)
        .sort((a, b) => together(b) - together(a) || allThemes.indexOf(a) - allThemes.indexOf(b))
        .slice(0, 5);
      if (!first.includes(theme)) continue;
      const weight = affinity(own) * (together(theme) / withOwn.length) * 0.5;
      if (weight > best.weight) best = { weight, own };
    }
    return best;
  };

  const picks: NaivePick[] = [];
  let isReadmitted = false;
  const longAgo = (id: number) => reader.mailedLongAgo?.has(id) === true;
  const allowed = () =>
    open.filter(
      (one) =>
        !hasSeen(one) &&
        !reader.mailed.has(one.id) &&
        (isReadmitted || !longAgo(one.id)) &&
        !picks.some((pick) => pick.contentId === one.id) &&
        one.authorId !== reader.externalId &&
        !(one.themes.length > 0 && one.themes.every((theme) => reader.themesOff?.has(theme))) &&
        (one.language === null || reader.reads.includes(one.language)),
    );
  const diversity = (one: CatalogueContent) => {
    const chosen = picks.flatMap((pick) => byId(pick.contentId) ?? []);
    const onTheme = Math.max(
      0,
      ...themesOf(one).map((theme) => chosen.filter((it) => it.themes.includes(theme)).length),
    );
    const byAuthor = one.authorId === null ? 0 : chosen.filter((it) => it.authorId === one.authorId).length;
    return 0.75 ** onTheme * 0.6 ** byAuthor;
  };
  const largest = (one: CatalogueContent, weigh: (theme: string) => number) => Math.max(0, ...one.themes.map(weigh));
  const favourite = (one: CatalogueContent, weigh: (theme: string) => number): string | null =>
    themesOf(one).reduce<string | null>(
      (best, theme) => (weigh(theme) > (best === null ? 0 : weigh(best)) ? theme : best),
      null,
    );

  const weekly = (one: CatalogueContent) => viewersOf(one).last7Days;
  const popular = open.filter((one) => weekly(one) >= 5).sort((a, b) => weekly(b) - weekly(a) || a.id - b.id);
  const popularTheme = (one: CatalogueContent) =>
    themesOf(one).find((theme) =>
      popular
        .filter((it) => it.themes.includes(theme))
        .slice(0, 3)
        .includes(one),
    ) ?? null;

  const reasonOf = (one: CatalogueContent, kind: PickKind): PickReason => {
    if (kind === "pinned") return { code: "chosen_by_team" };
    if (kind === "evergreen") return { code: "evergreen" };
    const own = favourite(one, affinity);
    const readOthers: PickReason | null =
      own === null ? null : { code: "read_others", theme: own, count: viewedOn(own).length };
    if (kind === "hot") {
      const inTheme = popularTheme(one);
      if (inTheme !== null && (own === null || own === inTheme)) return { code: "popular_in_theme", theme: inTheme };
      if (readOthers !== null) return readOthers;
      if (popular.slice(0, 3).includes(one)) return { code: "popular" };
      const isNew = at.getTime() - one.publishedAt.getTime() < 7 * DAY_MS;
      const [theme] = one.themes;
      if (theme === undefined) return { code: isNew ? "new" : "recent" };
      return { code: isNew ? "new_in_theme" : "recent_in_theme", theme };
    }
    if (readOthers !== null) return readOthers;
    const neighbour = favourite(one, (theme) => (nearIsOn ? near(theme).weight : 0));
    if (neighbour !== null) return { code: "near_theme", theme: neighbour, near: near(neighbour).own };
    const { viewers } = viewersOf(one);
    return viewers >= 10 ? { code: "well_read", viewers } : { code: "unseen" };
  };

  let nearIsOn = false;
  const takeOne = (one: CatalogueContent, kind: PickKind, score: number) => {
    picks.push({ contentId: one.id, kind, score, reason: reasonOf(one, kind) });
  };
  const takeBest = (kind: PickKind, most: number, scoreOf: (one: CatalogueContent) => number): number => {
    for (let taken = 0; taken < most; taken++) {
      const scored = allowed().flatMap((one) => {
        const score = scoreOf(one) * diversity(one);
        return isHot(one) === (kind === "hot") && score > 0 ? [{ one, score }] : [];
      });
      scored.sort((a, b) => b.score - a.score || a.one.id - b.one.id);
      const [best] = scored;
      if (best === undefined) return taken;
      takeOne(best.one, kind, best.score);
    }
    return most;
  };
  const hotScore = (one: CatalogueContent) => base(one) * (1 + 2 * largest(one, affinity));
  const coldScore = (one: CatalogueContent) => base(one) * (ownThemes.length === 0 ? 0.1 : largest(one, affinity));

  let hotLeft = quota.hot;
  let coldLeft = quota.cold;
  for (const id of new Set(pinned)) {
    const one = allowed().find((it) => it.id === id);
    if (one === undefined || reader.notPinned?.has(id) || hotLeft + coldLeft === 0) continue;
    if ((isHot(one) && hotLeft > 0) || coldLeft === 0) hotLeft--;
    else coldLeft--;
    takeOne(one, "pinned", base(one));
  }
  let missing = hotLeft + coldLeft;
  missing -= takeBest("hot", hotLeft, hotScore);
  missing -= takeBest("cold", coldLeft, coldScore);
  if (quota.hot > 0) missing -= takeBest("hot", missing, hotScore);
  if (quota.cold > 0) {
    missing -= takeBest("cold", missing, coldScore);
    isReadmitted = true;
    missing -= takeBest("cold", missing, coldScore);
    nearIsOn = missing > 0;
    missing -= takeBest("cold", missing, (one) => base(one) * largest(one, (theme) => near(theme).weight));
    for (const id of new Set(evergreen)) {
      const one = allowed().find((it) => it.id === id);
      if (one === undefined || missing === 0 || longAgo(id)) continue;
      takeOne(one, "evergreen", base(one));
      missing--;
    }
  }
  const order: PickKind[] = ["pinned", "hot", "cold", "evergreen"];
  return order.flatMap((kind) => picks.filter((pick) => pick.kind === kind));
}
