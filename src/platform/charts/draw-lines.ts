import type { Chart, ChartRenderer } from "../../report/ports.ts";
import { HELD_OUT, INK, LINE, PAPER, SOFT, TEXT, TREATED } from "./chart-style.ts";

type Lines = Extract<Chart, { kind: "lines" }>;
type Format = Parameters<ChartRenderer["render"]>[1];

/** What the legend takes. */
const LEGEND = 30;
/** Where something stands between the drawing and the name of its axis: numbers of notes, or a mark that would meet it on a phone. */
const ABOVE = 16;
/** As many long names as an axis of a phone has room for. */
const NARROW_LABELS = 4;
/** Longer ones meet where there are many. */
const SHORT_LABEL = 4;

/** One line a group; the second is dashed, so that they differ in grey as well. */
export function drawLines(chart: Lines, format: Format, narrow = false) {
  const { mark, notes = [] } = chart;
  const above = notes.length > 0 || (mark !== null && narrow) ? ABOVE : 0;
  const legend = chart.series.length > 1 ? LEGEND : 0;
  const isLong = chart.labels.some(({ length }) => length > SHORT_LABEL);
  const step = narrow && isLong ? Math.ceil((chart.labels.length - 1) / (NARROW_LABELS - 1)) || 1 : 1;
  const option = {
    grid: { left: 44, right: 16, top: 38 + legend + above, bottom: 52 },
    // One line is named by its axis.
    legend: {
      show: chart.series.length > 1,
      top: 0,
      left: 0,
      itemWidth: 34,
      itemGap: 24,
      textStyle: { ...TEXT, color: INK },
    },
    xAxis: {
      // Numbers under the labels, so that the mark can stand between two of them.
      type: "value",
      min: 0,
      max: chart.labels.length - 1,
      interval: 1,
      name: chart.axis,
      nameLocation: "middle",
      nameGap: 32,
      nameTextStyle: TEXT,
      // At even distances; ECharts alone leaves out whichever would meet another.
      axisLabel: {
        ...TEXT,
        hideOverlap: true,
        formatter: (index: number) => (index % step === 0 ? (chart.labels[index] ?? "") : ""),
      },
      splitLine: { show: false },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: SOFT } },
    },
    yAxis: {
      type: "value",
      min: 0,
      name: chart.unit,
      nameTextStyle: { ...TEXT, align: "left" },
      nameGap: 16 + above,
      axisLabel: { ...TEXT, formatter: chart.isShare === true ? format.tick : format.number },
      splitLine: { lineStyle: { color: LINE } },
    },
    series: chart.series.map((series, index) => ({
      type: "line",
      silent: true,
      name: series.name,
      data: series.values.map((value, index) => [index, value ?? "-"]),
      symbol: "circle",
      symbolSize: 7,
      itemStyle: index === 0 ? { color: TREATED } : { color: PAPER, borderColor: HELD_OUT, borderWidth: 2 },
      lineStyle: { color: index === 0 ? TREATED : HELD_OUT, width: 2.5, type: series.dashed ? "dashed" : "solid" },
      ...(index === 0 && mark !== null ? { markLine: markLine(mark, narrow) } : {}),
      ...(index === 0 && notes.length > 0 ? { markLine: noteLines(notes) } : {}),
    })),
  };
  return { option, height: 310 + legend };
}

/** Between the week before and the week after: half a step before the label. */
function markLine(mark: NonNullable<Lines["mark"]>, narrow: boolean) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: SOFT, width: 1, type: "dotted" },
    label: {
      formatter: mark.label,
      position: "end",
      rotate: 0,
      distance: 4,
      align: narrow ? "center" : "left",
      ...TEXT,
    },
    data: [{ xAxis: mark.at - 0.5 }],
  };
}

/** Each note a line to its number in a frame. */
function noteLines(notes: NonNullable<Lines["notes"]>) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: SOFT, width: 1, type: "dotted" },
    label: {
      position: "end",
      rotate: 0,
      distance: 4,
      align: "center",
      ...TEXT,
      color: INK,
      borderColor: SOFT,
      borderWidth: 1,
      borderRadius: 9,
      padding: [2, 6],
    },
    data: notes.map(({ at, label }) => ({ xAxis: at, label: { formatter: label } })),
  };
}
