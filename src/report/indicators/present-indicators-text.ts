import { layTable, wrapText } from "../write/text-layout.ts";
import { type IndicatorTeller, tellGoals, tellGroups, tellLists, tellMissing, tellWindow } from "./tell-indicators.ts";

const WIDTH = 100;

/** The indicators' part of the text, block by block; `strong` marks a title. */
export function presentIndicatorsText(teller: IndicatorTeller, strong: (text: string) => string): string {
  const { words } = teller;
  const wrap = (texts: readonly string[]) => texts.flatMap((text) => wrapText(text, WIDTH));
  const goals = tellGoals(teller);
  const missing = tellMissing(teller);
  const groups = tellGroups(teller);
  const aimed = groups.flatMap(({ lines }) => lines).filter(({ target }) => target !== "");
  const blocks = [
    [strong(words.title), ...wrap(tellWindow(teller))],
    goals.length === 0
      ? []
      : [strong(words.goals), ...wrap(goals.map(({ sentence, verdict }) => `${sentence} ${verdict}`.trim()))],
    // A column of them would not fit.
    aimed.length === 0
      ? []
      : [
          strong(words.targets),
          ...wrap(aimed.map(({ label, now, target }) => `${label}${words.colon}${now}, ${target}.`)),
        ],
    ...groups.map(({ title, lines }) => {
      const rows = lines.map(({ label, now, before, change }) => [label, now, before, change]);
      return layTable([title, words.now, words.before, words.change], rows, ["left", "right", "right", "right"]);
    }),
    missing.length === 0 ? [] : [strong(words.missing), ...wrap(missing.map((sentence) => `- ${sentence}`))],
    ...tellLists(teller).map(({ title, head, rows, texts }) => [
      strong(title),
      ...layTable(
        head,
        rows,
        head.map((_, column) => (column === 0 || texts.includes(column) ? "left" : "right")),
      ),
    ]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
