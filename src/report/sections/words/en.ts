import type { SectionWords } from "./words.ts";

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

const KINDS = { hot: "hot", cold: "cold", pinned: "pinned", evergreen: "evergreen" } as const;

export const ENGLISH_SECTIONS: SectionWords = {
  numbers: "The numbers of this chart",
  notes: "Noted on the chart",
  note: (date, text) => `${date}: ${text}`,
  weeks: {
    title: "Week by week",
    about: "Of all members who had joined before each week, the share who came in it. Weeks go from Monday to Sunday.",
    axis: "Week of",
    came: "Members who came",
    week: "Week of",
    visits: "Visits",
    noted: "Note",
  },
  months: {
    title: "Month by month",
    about:
      "What members did in each month, counted from their first digest on, be it due in that month or before. A month alone tells less than the whole period: its interval is wider, and of many months one may stand out by chance.",
    axis: "Month",
    part: (month) => `${month}, in part`,
    month: "Month",
    visits: "Visits a week",
    visitsNote: "Each figure: visits / weeks of that month, those of all members added up.",
    visibility: "Unseen content seen in that month",
    visibilityNote:
      "Of all that was unseen at the first digest, what was seen for the first time in that month: what was seen before or after it counts in another one.",
  },
  hotCold: {
    title: "Hot against cold",
    lead: (write, mailed) => {
      const of = mailed[0]?.picked.of ?? 0;
      const percent = write.shares(mailed.map(({ picked }) => picked.share));
      const shares = mailed.flatMap(({ kind, picked: { share } }, index) =>
        share === null ? [] : [`${percent(share)} ${index === 0 ? "were " : ""}${KINDS[kind]}`],
      );
      return `Of ${of === 1 ? "the one content" : `the ${write.count(of)} contents`} picked in mails, ${shares.join(", ")}.`;
    },
    about:
      "Hot contents are unseen and recent; cold ones are unseen, older, and on themes that the member cares for. For the first digest both groups had contents chosen in the same way, so the difference between them is what the digests caused. Each line is a comparison by itself: of several, one may stand out by chance.",
    mailed: "In all mails of the period",
    first: "Picks of the first digest, mailed or withheld, seen since",
    back: "Members back within 7 days, by what their first digest had",
    kind: "Contents",
    picked: "Picked",
    seen: "Seen since",
    firstHad: "First digest",
    kinds: KINDS,
    mixes: { hot: "hot, nothing cold", hot_and_cold: "hot and cold", cold: "cold, nothing hot", neither: "neither" },
  },
  slipping: {
    title: "Members slipping away",
    lead: (write, { now, before, at, beforeAt }) =>
      `On ${write.date(at)}, ${write.count(now.count)} of ${plural(now.of, "the one member", `the ${write.count(now.of)} members`)} with a habit of coming had been away for more than twice their usual interval${
        now.share === null ? "" : ` (${write.percent(now.share)})`
      }. On ${write.date(beforeAt)} ${plural(before.count, "it was", "they were")} ${write.count(before.count)} of ${write.count(before.of)}${
        before.share === null ? "" : ` (${write.percent(before.share)})`
      }.`,
    moves: (write, { before, cameBack, newly }) =>
      before.count === 0
        ? `Slipping away since: ${write.count(newly)}.`
        : `${
            before.count === 1
              ? `That member has${cameBack === 1 ? "" : " not"}`
              : `Of those ${write.count(before.count)}, ${write.count(cameBack)} ${plural(cameBack, "has", "have")}`
          } come back to their habit since; ${write.count(newly)} ${plural(newly, "is", "are")} slipping away who ${plural(newly, "was", "were")} not then.`,
    about: (write, { withoutHabit, neverCame }) =>
      `A member's usual interval is the median of their last ten; whoever has been away for less than a week is not slipping away. Days in the table are medians. Not counted here, having fewer than four visits: ${write.count(withoutHabit)}; having never come: ${write.count(neverCame)}.`,
    band: (write, { above, upTo }) =>
      upTo === null
        ? `more than ${write.count(above)} times the usual`
        : `${write.count(above)} to ${write.count(upTo)} times the usual`,
    absence: "Length of absence",
    now: "At the end",
    before: "Before",
    usual: "Usual interval",
    away: "Away for",
    days: (days, written) => `${written} ${plural(days, "day", "days")}`,
  },
  unseen: {
    title: "What nearly nobody saw",
    lead: (write, { below, nearlyUnseen, seenByNobody }) => {
      const few = `seen by fewer than ${write.count(100 * below)}% of those who could`;
      if (nearlyUnseen.of === 0) return "No content of this period has had a week to be seen yet.";
      const published = `the ${plural(nearlyUnseen.of, "one content", `${write.count(nearlyUnseen.of)} contents`)} published in this period that had a week to be seen`;
      if (nearlyUnseen.count === 0)
        return nearlyUnseen.of === 1
          ? `${published.replace(/^t/, "T")} was seen by at least ${write.count(100 * below)}% of those who could.`
          : `None of ${published} was ${few}.`;
      return `Of ${published}, ${write.count(nearlyUnseen.count)} (${write.percent(nearlyUnseen.share ?? 0)}) ${plural(nearlyUnseen.count, "was", "were")} ${few}; ${seenByNobody === 0 ? "each had at least one reader" : `${write.count(seenByNobody)} had no reader at all`}.`;
    },
    altogether: (write, { visibility }) =>
      `Counted member by member, there were ${write.count(visibility.of)} ${plural(visibility.of, "chance", "chances")} to see them, of which ${write.count(visibility.count)} ${plural(visibility.count, "was", "were")} taken (${write.percent(visibility.share ?? 0)}).`,
    themes: "Themes with the most of it",
    theme: "Theme",
    published: "Published",
    nearlyUnseen: "Nearly unseen",
    visibility: "Visibility",
    list: (write, listed, all) =>
      listed === all
        ? "The least seen first."
        : `The ${listed === 1 ? "" : `${write.count(listed)} `}least seen of ${write.count(all)}.`,
  },
};
