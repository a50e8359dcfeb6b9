import { addDays, durationDays, localDateOf, startOfLocalDay } from "../../core/calendar.ts";
import type { Language } from "../../core/community.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import type { Warn } from "../../core/rules/warn/warning.ts";
import { CONTENTS, DAYS, MEMBERS, sayPercent } from "./nouns.ts";
import type { CheckStore } from "./ports.ts";

/** Fewer members than this in a hundred are left to the editors' eye. */
const FEW_READERS = 0.02;

/** Readers for whom too little is published, or who get more languages than they may read. */
export async function warnLanguages(
  checks: Pick<CheckStore, "countReaders" | "countPublished">,
  { settings, rules, at }: { readonly settings: Settings; readonly rules: readonly CheckedRule[]; readonly at: Date },
  warn: Warn,
): Promise<void> {
  const live = rules.filter(({ state, upon }) => state === "live" && upon === null);
  const [neediest] = [...live].sort((a, b) => b.digest.skipBelow - a.digest.skipBelow);
  if (neediest === undefined) return;
  const days = durationDays(settings.hotFor) ?? 0;
  const since = startOfLocalDay(addDays(localDateOf(at, settings.timezone), -days), settings.timezone);
  const [readers, published] = await Promise.all([
    checks.countReaders(at, settings.languages),
    checks.countPublished(since, at),
  ]);
  const total = readers.reduce((all, group) => all + group.members, 0);
  warnUnknown({ settings, total, stated: readers.reduce((all, group) => all + group.stated, 0), published }, warn);
  const open = (reads: readonly Language[]): number =>
    published
      .filter(({ language }) => language === null || reads.includes(language))
      .reduce((total, { contents }) => total + contents, 0);
  const { skipBelow } = neediest.digest;
  const short = readers.filter(({ reads }) => open(reads) < skipBelow);
  const members = short.reduce((all, group) => all + group.members, 0);
  if (members === 0 || members < total * FEW_READERS) return;
  const [largest] = [...short].sort((a, b) => b.members - a.members);
  const languages = (largest?.reads ?? []).join(", ");
  warn(
    ["languages"],
    {
      en: `${sayCount(members, MEMBERS.en, "en")} (${sayPercent(members / total, "en")}) read only languages in which fewer than ${sayCount(skipBelow, CONTENTS.en, "en")} came out in the last ${sayCount(days, DAYS.en, "en")}: most of them ${languages || "no language of yours"}`,
      fr: `${sayCount(members, MEMBERS.fr, "fr")} (${sayPercent(members / total, "fr")}) ne lisent que des langues dans lesquelles moins de ${sayCount(skipBelow, CONTENTS.fr, "fr")} ont paru en ${sayCount(days, DAYS.fr, "fr")} : le plus souvent ${languages || "aucune des vôtres"}`,
    },
    {
      en: `${neediest.name} needs ${skipBelow}, and only older contents can make them up: publish more for them, or lower its skip_below`,
      fr: `${neediest.name} en demande ${skipBelow}, et seuls des contenus plus anciens peuvent compléter : publiez davantage pour eux, ou baissez son skip_below`,
    },
  );
}

/** Whoever has not said what they read is taken to read all languages of the settings. */
function warnUnknown(
  {
    settings,
    total,
    stated,
    published,
  }: {
    readonly settings: Settings;
    readonly total: number;
    readonly stated: number;
    readonly published: Awaited<ReturnType<CheckStore["countPublished"]>>;
  },
  warn: Warn,
): void {
  const members = total - stated;
  const mixed = settings.languages.filter((language) => published.some((one) => one.language === language));
  if (settings.reads === "all" || mixed.length < 2 || members === 0 || members < total * FEW_READERS) return;
  warn(
    ["languages"],
    {
      en: `of ${sayCount(members, MEMBERS.en, "en")} (${sayPercent(members / total, "en")}) it is not known which languages they read, so they get contents in all of them alike (${mixed.join(", ")})`,
      fr: `on ne sait pas quelles langues lisent ${sayCount(members, MEMBERS.fr, "fr")} (${sayPercent(members / total, "fr")}) : ils reçoivent donc des contenus dans toutes, indistinctement (${mixed.join(", ")})`,
    },
    {
      en: "send their reads, or import it (docs/import.md); where everybody reads them all, write reads: all",
      fr: "envoyez ou importez leur reads (docs/import.md) ; si chacun les lit toutes, écrivez reads: all",
    },
  );
}
