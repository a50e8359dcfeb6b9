import { presentComparisonsText } from "./comparisons/present-comparisons.ts";
import { presentIndicatorsText } from "./indicators/present-indicators-text.ts";
import { type ExperimentLift, showsPlan } from "./lift/lift-report.ts";
import { presentSectionText } from "./sections/present-sections.ts";
import type { SectionTeller, ToldSection } from "./sections/section-teller.ts";
import { tellHotCold, tellMonths } from "./sections/tell-lifts.ts";
import { tellSlipping, tellUnseen, tellWeeks } from "./sections/tell-sections.ts";
import { tellCosts, tellPlan, tellRevisits, themeShares } from "./tell/tell-community.ts";
import { tellHeadline, tellPeriod, tellStatus, tellUntoldReturns } from "./tell/tell-headline.ts";
import { tellMethod } from "./tell/tell-method.ts";
import { tellGroups, tellOutcomes } from "./tell/tell-outcomes.ts";
import { shownReturns, tellReturnDays } from "./tell/tell-returns.ts";
import { tellRules } from "./tell/tell-rules.ts";
import type { Teller } from "./tell/teller.ts";
import { layTable, wrapText } from "./write/text-layout.ts";

const WIDTH = 100;

interface Pen {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const ESCAPE = String.fromCharCode(27);

function penOf(colour: boolean): Pen {
  const style = (code: number) => (text: string) => (colour ? `${ESCAPE}[${code}m${text}${ESCAPE}[0m` : text);
  return { strong: style(1), faint: style(2) };
}

/** The report for a terminal: at most 100 columns, colour only where asked for. */
export function presentText(teller: Teller, { colour }: { readonly colour: boolean }): string {
  const pen = penOf(colour);
  const { words, report } = teller;
  const blocks: string[] = [
    [
      pen.strong(words.title),
      ...(report.community.name === undefined ? [] : wrapText(report.community.name, WIDTH)),
      ...wrapText(tellPeriod(teller), WIDTH).map(pen.faint),
    ].join("\n"),
    [
      ...tellHeadline(teller).flatMap((sentence) => wrapText(sentence, WIDTH).map(pen.strong)),
      ...[tellStatus(teller) ?? []].flat().flatMap((status) => wrapText(status, WIDTH)),
    ].join("\n"),
  ];
  for (const experiment of report.experiments) blocks.push(presentExperiment(teller, experiment, pen));
  if (showsPlan(report)) blocks.push(presentPlan(teller, pen));
  blocks.push(...presentSections(teller, pen, [tellMonths, tellHotCold, tellWeeks]));
  blocks.push(presentCosts(teller, pen), presentIndicators(teller, pen));
  blocks.push(...presentSections(teller, pen, [tellSlipping, tellUnseen]));
  const comparisons = teller.comparisons && presentComparisonsText(teller.comparisons, pen.strong);
  if (comparisons) blocks.push(comparisons);
  blocks.push(presentMethod(teller, pen));
  return `${blocks.join("\n\n")}\n`;
}

function presentExperiment(teller: Teller, experiment: ExperimentLift, pen: Pen): string {
  const { words } = teller;
  const isProgramme = experiment === teller.report.experiments[0] && experiment.experiment === "programme";
  const title = isProgramme ? words.sections.programme : words.sections.ownExperiment(experiment.experiment);
  const rows = tellOutcomes(teller, experiment.outcomes);
  const { columns } = words;
  const lines = [
    pen.strong(title),
    ...wrapText(tellGroups(teller, experiment), WIDTH),
    ...layTable(
      [columns.outcome, columns.treated, columns.heldOut, columns.effect, columns.smallest],
      rows.map((row) => [row.label, row.treated, row.heldOut, row.effect, row.smallest]),
      ["left", "right", "right", "left", "right"],
    ),
    ...(teller.report.period.from === null
      ? []
      : wrapText(words.alsoEarlier(words.outcomes.came_back, words.outcomes.time_to_return), WIDTH)),
    ...wrapText(
      words.verdict(words.verdicts[experiment.verdict.code], words.verdictReasons[experiment.verdict.reason]),
      WIDTH,
    ),
  ];
  const returns = presentReturns(teller, experiment, pen);
  if (experiment === teller.report.experiments[0] && returns.length > 0) lines.push("", ...returns);
  if (isProgramme && experiment.rules.length > 1) {
    lines.push("", pen.strong(words.sections.byRule), ...presentRules(teller, experiment));
  }
  return lines.join("\n");
}

/** Days of the curves that a terminal has room for; the page and the JSON have all. */
const TOLD_DAYS = ["1", "2", "3", "5", "7", "10", "14", "21", "28"];

function presentReturns(teller: Teller, experiment: ExperimentLift, pen: Pen): string[] {
  const curves = shownReturns(experiment);
  if (curves === null) return [];
  const { words, write } = teller;
  const { columns, sections } = words;
  const last = write.count(curves.horizonDays);
  const days = tellReturnDays(teller, curves).filter(({ day }) => TOLD_DAYS.includes(day) || day === last);
  const told = [tellUntoldReturns(teller, experiment), sections.returnsNote(last)].flatMap((text) => text ?? []);
  return [
    pen.strong(sections.returns),
    ...told.flatMap((text) => wrapText(text, WIDTH)),
    ...layTable(
      [columns.day, columns.treated, columns.heldOut],
      days.map((row) => [row.day, row.treated, row.heldOut]),
      ["right", "right", "right"],
    ),
  ];
}

function presentRules(teller: Teller, experiment: ExperimentLift): string[] {
  const { columns } = teller.words;
  const { outcomes, rows } = tellRules(teller, experiment);
  return layTable(
    [columns.rule, columns.members, ...outcomes, columns.verdict],
    rows.map(({ rule, members, effects, verdict }) => [rule, members, ...effects.map(({ effect }) => effect), verdict]),
    ["left", "right", "left", "left", "left"],
  );
}

function presentPlan(teller: Teller, pen: Pen): string {
  const { intro, options, more } = tellPlan(teller);
  const { columns, sections } = teller.words;
  const table = layTable(
    [columns.share, columns.couldSee],
    options.map(({ share, smallest }) => [share, smallest]),
    ["left", "right"],
  );
  const told = [...wrapText(intro, WIDTH), ...(options.length === 0 ? [] : table)];
  return [pen.strong(sections.plan), ...told, ...(more === null ? [] : wrapText(more, WIDTH))].join("\n");
}

function presentCosts(teller: Teller, pen: Pen): string {
  const { words, write, report } = teller;
  const rows = tellCosts(teller).map((row) => [
    row.rule,
    row.accepted,
    row.withheld,
    row.failed,
    row.unknown,
    row.skipped,
    row.other,
    row.unsubscribes,
  ]);
  const { columns } = words;
  const head = [
    columns.rule,
    columns.accepted,
    columns.withheld,
    columns.failed,
    columns.unknown,
    columns.skipped,
    columns.other,
    columns.unsubscribes,
  ];
  const lines =
    rows.length === 0 ? [words.noMails] : layTable(head, rows, ["left", ...head.slice(1).map(() => "right" as const)]);
  if (report.otherUnsubscribes > 0) lines.push(words.otherUnsubscribes(write.count(report.otherUnsubscribes)));
  return [pen.strong(words.sections.costs), ...lines].join("\n");
}

function presentIndicators(teller: Teller, pen: Pen): string {
  const { words, write, report } = teller;
  const { sections, columns } = words;
  const lines =
    teller.indicators === null
      ? [pen.strong(sections.revisits), ...tellRevisits(teller).flatMap((line) => wrapText(line, WIDTH))]
      : [presentIndicatorsText(teller.indicators, pen.strong)];
  const { themes, unseen } = report.indicators;
  if (themes.length > 0) {
    const share = themeShares(write, themes);
    const rows = themes.map((theme) => [
      theme.theme,
      write.count(theme.contents),
      share(theme.supply),
      share(theme.demand),
      share(theme.visibility),
    ]);
    lines.push("", pen.strong(sections.themes));
    lines.push(
      ...layTable([columns.theme, columns.contents, columns.supply, columns.demand, columns.visibility], rows, [
        "left",
        "right",
        "right",
        "right",
        "right",
      ]),
    );
  }
  if (unseen.length > 0 && teller.sections === null) {
    const rows = unseen.map(({ contentId, title, viewers, readers }) => [
      title ?? contentId,
      write.outOf(viewers, readers),
    ]);
    lines.push(
      "",
      pen.strong(sections.unseen),
      ...layTable([columns.content, columns.seenBy], rows, ["left", "right"]),
    );
  }
  return lines.join("\n");
}

function presentSections(
  { sections }: Teller,
  pen: Pen,
  tells: readonly ((teller: SectionTeller) => ToldSection | null)[],
): string[] {
  if (sections === null) return [];
  return tells.flatMap((tell) => {
    const section = tell(sections);
    return section === null ? [] : [presentSectionText(section, pen.strong, sections.words.notes)];
  });
}

function presentMethod(teller: Teller, pen: Pen): string {
  const { words } = teller;
  const { paragraphs, rules, cuped } = tellMethod(teller);
  const lines = [pen.strong(words.sections.method), ...paragraphs.flatMap((text) => wrapText(text, WIDTH))];
  if (rules !== null) {
    lines.push(
      ...wrapText(rules.intro, WIDTH),
      ...layTable(
        [words.columns.rule, words.columns.p, words.columns.correctedP],
        rules.rows.map(({ rule, p, corrected }) => [rule, p, corrected]),
        ["left", "right", "right"],
      ),
    );
  }
  if (cuped !== null) {
    lines.push(...wrapText(cuped.intro, WIDTH));
    lines.push(
      ...layTable(
        [words.columns.outcome, words.columns.cuped, words.columns.p],
        cuped.rows.map(({ label, effect, p }) => [label, effect, p]),
        ["left", "left", "right"],
      ),
    );
  }
  return lines.join("\n");
}
