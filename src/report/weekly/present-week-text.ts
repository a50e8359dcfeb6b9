import { layTable, wrapText } from "../write/text-layout.ts";
import type { ToldTable, ToldWeek } from "./tell-week.ts";

/** What most mail programs show in a line of fixed width. */
const WIDTH = 72;

/** The text part: all that the document says, tables included. A link stands on a line of its own. */
export function presentWeekText(told: ToldWeek): string {
  const { lift, costs, moved, forecast } = told;
  const blocks: (readonly string[])[] = [[told.title, told.week], wrap(told.headline), ...told.sentences.map(wrap)];
  if (lift !== null) {
    blocks.push([lift.title, underline(lift.title)], wrap(lift.note), lay(lift.outcomes));
    blocks.push(wrap(lift.verdict));
    if (lift.weeks !== null) blocks.push([...wrap(lift.weeks.title), ...lay(lift.weeks.numbers)]);
  }
  blocks.push([costs.title, underline(costs.title), ...costs.says.flatMap(wrap)]);
  blocks.push([moved.title, underline(moved.title), ...wrap(moved.note)]);
  if (moved.table !== null) blocks.push(lay(moved.table));
  if (forecast !== null) blocks.push([forecast.title, underline(forecast.title), ...forecast.says.flatMap(wrap)]);
  blocks.push([told.link.says, told.link.url], ["-- ", ...wrap(told.footer)]);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function wrap(text: string): string[] {
  return wrapText(text, WIDTH);
}

function underline(text: string): string {
  return "-".repeat(text.length);
}

function lay({ head, rows }: ToldTable): string[] {
  return layTable(
    head,
    rows.map(({ cells, saysVerdict }) => [
      ...cells.slice(0, -1),
      `${cells.at(-1) ?? ""}${saysVerdict === "" ? "" : `, ${saysVerdict}`}`,
    ]),
    head.map((_, column) => (column === 0 || column === 3 ? "left" : "right")),
  );
}
