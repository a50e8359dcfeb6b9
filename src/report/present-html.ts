import { presentComparisonsHtml } from "./comparisons/present-comparisons.ts";
import { drawLifts, drawReturns, drawThemes, drawWeeks, nameWeek } from "./draw-report.ts";
import { presentIndicatorsHtml } from "./indicators/present-indicators-html.ts";
import { type ExperimentLift, showsPlan } from "./lift/lift-report.ts";
import type { Chart, ChartRenderer } from "./ports.ts";
import { presentSectionHtml } from "./sections/present-sections.ts";
import type { SectionTeller, ToldSection } from "./sections/section-teller.ts";
import { tellHotCold, tellMonths } from "./sections/tell-lifts.ts";
import { tellSlipping, tellUnseen, tellWeeks } from "./sections/tell-sections.ts";
import { tellCosts, tellPlan, tellRevisits, themeShares } from "./tell/tell-community.ts";
import { tellHeadline, tellPeriod, tellStatus, tellUntoldReturns } from "./tell/tell-headline.ts";
import { tellMethod } from "./tell/tell-method.ts";
import { type OutcomeRow, tellGroups, tellOutcomes } from "./tell/tell-outcomes.ts";
import { shownReturns, tellReturnDays } from "./tell/tell-returns.ts";
import { tellRules } from "./tell/tell-rules.ts";
import type { Teller } from "./tell/teller.ts";
import { capitalise, type ReportLanguage } from "./words/words.ts";
import { formatChart } from "./write/format-chart.ts";
import { type Html, holdPunctuation, html, raw } from "./write/html.ts";
import { linkTo, table } from "./write/html-table.ts";
import { PAGE_STYLE } from "./write/page-style.ts";

/** The report as one page: no script, nothing loaded from elsewhere, readable on paper and in the dark. */
export function presentHtml(teller: Teller, language: ReportLanguage, charts: ChartRenderer | null): string {
  const { words } = teller;
  const { name } = teller.report.community;
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name === undefined ? "" : `${name} – `}${words.title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<main>
${holdPunctuation(html`<header>${name === undefined ? null : html`<p class="community">${name}</p>`}<h1>${words.title}</h1><p>${tellPeriod(teller)}</p></header>`)}
${presentReportBody(teller, charts)}
</main>
</body>
</html>
`;
  return page.html;
}

/** All of the report below its title, for a page that has a style and a frame of its own. */
export function presentReportBody(teller: Teller, charts: ChartRenderer | null): Html {
  const { report } = teller;
  const [headline = "", ...then] = tellHeadline(teller);
  return holdPunctuation(html`<p class="headline">${headline}</p>
${then.map((sentence) => html`<p class="then">${sentence}</p>`)}
<p class="then">${tellStatus(teller)}</p>
${showsPlan(report) ? planSection(teller) : null}
${report.experiments.map((experiment, index) => experimentSection(teller, experiment, index === 0, charts))}
${section(teller, charts, tellMonths)}
${section(teller, charts, tellHotCold)}
${section(teller, charts, tellWeeks)}
${costSection(teller)}
${teller.indicators === null ? revisitSection(teller) : presentIndicatorsHtml(teller.indicators)}
${section(teller, charts, tellSlipping)}
${themeSection(teller, charts)}
${teller.sections === null ? unseenSection(teller) : section(teller, charts, tellUnseen)}
${teller.comparisons && presentComparisonsHtml(teller.comparisons)}
${methodSection(teller)}`);
}

function section(
  { sections, write }: Teller,
  charts: ChartRenderer | null,
  tell: (teller: SectionTeller) => ToldSection | null,
): Html | null {
  const told = sections && tell(sections);
  return told && sections && presentSectionHtml(told, charts, write, sections.words);
}

function figure(chart: Chart | null, teller: Teller, charts: ChartRenderer | null): Html | null {
  if (chart === null || charts === null) return null;
  return html`<figure tabindex="0">${raw(charts.render(chart, formatChart(teller.write, chart)))}</figure>`;
}

function experimentSection(
  teller: Teller,
  experiment: ExperimentLift,
  first: boolean,
  charts: ChartRenderer | null,
): Html {
  const { words } = teller;
  const isProgramme = experiment.experiment === "programme";
  const { code, reason } = experiment.verdict;
  return html`<section>
<h2>${isProgramme ? words.sections.programme : words.sections.ownExperiment(experiment.experiment)}</h2>
<p class="note">${tellGroups(teller, experiment)}</p>
${figure(drawLifts(teller, experiment), teller, charts)}
${outcomeTable(teller, tellOutcomes(teller, experiment.outcomes))}
<p class="verdict">${words.verdict(words.verdicts[code], words.verdictReasons[reason])}</p>
${first ? weekPart(teller, experiment, charts) : null}
${first ? returnPart(teller, experiment, charts) : null}
${isProgramme && experiment.rules.length > 1 ? rulePart(teller, experiment) : null}
</section>`;
}

function outcomeTable({ words }: Teller, rows: readonly OutcomeRow[]): Html {
  const { columns } = words;
  const cells = rows.map((row) => [
    html`${row.label}<small>${row.note}</small>`,
    html`${row.treated}<small>${row.treatedOf}</small>`,
    html`${row.heldOut}<small>${row.heldOutOf}</small>`,
    html`<span class="effect ${row.verdict}">${row.effect}</span>`,
    row.smallest,
  ]);
  const outcomes = table(
    [columns.outcome, columns.treated, columns.heldOut, columns.effect, columns.smallest],
    cells,
    [3],
  );
  return html`<div class="outcomes">${outcomes}</div>`;
}

function weekPart(teller: Teller, experiment: ExperimentLift, charts: ChartRenderer | null): Html | null {
  const chart = drawWeeks(teller, experiment);
  if (chart === null) return null;
  const { words, write } = teller;
  const cell = (arm: ExperimentLift["weeks"][number]["treated"]) =>
    html`${arm.perMember === null ? "–" : write.number(arm.perMember)}<small>${write.outOf(arm.visits, arm.members)}</small>`;
  const rows = experiment.weeks.map((week) => [nameWeek(week.week), cell(week.treated), cell(week.held_out)]);
  return html`<h3>${words.sections.weeks}</h3>
<p class="note">${words.sections.weeksNote}</p>
${figure(chart, teller, charts)}
<details><summary>${words.sections.numbers}</summary>
${table([words.columns.week, words.columns.treated, words.columns.heldOut], rows)}
</details>`;
}

function returnPart(teller: Teller, experiment: ExperimentLift, charts: ChartRenderer | null): Html | null {
  const curves = shownReturns(experiment);
  if (curves === null) return null;
  const { words, write } = teller;
  const rows = tellReturnDays(teller, curves).map((row) => [
    row.day,
    html`${row.treated}<small>${row.treatedAway}</small>`,
    html`${row.heldOut}<small>${row.heldOutAway}</small>`,
  ]);
  const sentence = tellUntoldReturns(teller, experiment);
  return html`<h3>${words.sections.returns}</h3>
${sentence === null ? null : html`<p>${sentence}</p>`}
<p class="note">${words.sections.returnsNote(write.count(curves.horizonDays))}</p>
${figure(drawReturns(teller, curves), teller, charts)}
<details><summary>${words.sections.numbers}</summary>
${table([words.columns.day, words.columns.treated, words.columns.heldOut], rows)}
</details>`;
}

function rulePart(teller: Teller, experiment: ExperimentLift): Html {
  const { words } = teller;
  const { columns } = words;
  const { outcomes, rows } = tellRules(teller, experiment);
  const cells = rows.map(({ rule, members, effects, verdict, reason }) => [
    rule,
    members,
    ...effects.map(
      (each) => html`<span class="effect ${each.verdict}">${each.effect}</span><small>${each.arms}</small>`,
    ),
    html`${capitalise(verdict)}<small>${reason}</small>`,
  ]);
  return html`<h3>${words.sections.byRule}</h3>
<p class="note">${words.sections.byRuleNote}</p>
<div class="rules">${table([columns.rule, columns.members, ...outcomes, columns.verdict], cells, [2, 3, 4])}</div>`;
}

function planSection(teller: Teller): Html {
  const { words } = teller;
  const { intro, options, more } = tellPlan(teller);
  const rows = options.map(({ share, smallest }) => [share, smallest]);
  return html`<section><h2>${words.sections.plan}</h2><p>${intro}</p>
<div class="narrow">${rows.length === 0 ? null : table([words.columns.share, words.columns.couldSee], rows)}</div>${more === null ? null : html`<p>${more}</p>`}</section>`;
}

function costSection(teller: Teller): Html {
  const { words, write, report } = teller;
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
  return html`<section><h2>${words.sections.costs}</h2>
${rows.length === 0 ? html`<p class="note">${words.noMails}</p>` : table(head, rows)}
${report.otherUnsubscribes > 0 ? html`<p class="note">${words.otherUnsubscribes(write.count(report.otherUnsubscribes))}</p>` : null}
</section>`;
}

function revisitSection(teller: Teller): Html {
  const [window = "", ...facts] = tellRevisits(teller);
  return html`<section><h2>${teller.words.sections.revisits}</h2><p class="note">${window}</p>
<ul>${facts.map((fact) => html`<li>${fact}</li>`)}</ul></section>`;
}

function themeSection(teller: Teller, charts: ChartRenderer | null): Html | null {
  const { words, write, report } = teller;
  const { columns } = words;
  const { themes } = report.indicators;
  if (themes.length === 0) return null;
  const share = themeShares(write, themes);
  const rows = themes.map((theme) => [
    theme.theme,
    write.count(theme.contents),
    share(theme.supply),
    write.count(theme.views),
    share(theme.demand),
    html`${share(theme.visibility)}<small>${write.outOf(theme.views, theme.chances)}</small>`,
  ]);
  const head = [columns.theme, columns.contents, columns.supply, columns.views, columns.demand, columns.visibility];
  return html`<section><h2>${words.sections.themes}</h2><p class="note">${words.sections.themesNote}</p>
${figure(drawThemes(teller), teller, charts)}
<details><summary>${words.sections.numbers}</summary>${table(head, rows)}</details></section>`;
}

function unseenSection(teller: Teller): Html | null {
  const { words, write, report } = teller;
  const { unseen } = report.indicators;
  if (unseen.length === 0) return null;
  const rows = unseen.map((content) => [
    html`${linkTo(content.url, content.title ?? content.contentId)}<small>${content.themes.join(", ")}</small>`,
    write.date(content.publishedAt),
    html`${write.percent(content.readers === 0 ? 0 : content.viewers / content.readers)}<small>${write.outOf(content.viewers, content.readers)}</small>`,
  ]);
  return html`<section><h2>${words.sections.unseen}</h2>
${table([words.columns.content, words.columns.published, words.columns.seenBy], rows)}</section>`;
}

function methodSection(teller: Teller): Html {
  const { words } = teller;
  const { paragraphs, rules, cuped } = tellMethod(teller);
  const tests = rules?.rows.map(({ rule, p, corrected }) => [rule, p, corrected]) ?? [];
  const rows = cuped?.rows.map(({ label, effect, p }) => [label, html`<span class="effect">${effect}</span>`, p]) ?? [];
  return html`<section><h2>${words.sections.method}</h2>
<div class="method">${paragraphs.map((text) => html`<p>${text}</p>`)}</div>
${rules === null ? null : html`<p class="note">${rules.intro}</p><div class="narrow">${table([words.columns.rule, words.columns.p, words.columns.correctedP], tests)}</div>`}
${cuped === null ? null : html`<p class="note">${cuped.intro}</p>${table([words.columns.outcome, words.columns.cuped, words.columns.p], rows, [1])}`}
</section>`;
}
