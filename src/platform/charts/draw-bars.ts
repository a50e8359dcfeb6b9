import type { Chart } from "../../report/ports.ts";
import { HELD_OUT, INK, LINE, labelWidth, TEXT, TREATED } from "./chart-style.ts";

type Bars = Extract<Chart, { kind: "bars" }>;

const ROW_HEIGHT = 44;
/** Of labels that are broken into lines. */
const NARROW_LABEL = 110;

/** Two bars a label, each with its number, so that no scale has to be read. */
export function drawBars(chart: Bars, percent: (value: number) => string, narrow = false) {
  const wide = labelWidth(chart.labels);
  const left = narrow ? Math.min(NARROW_LABEL + 12, wide) : wide;
  const option = {
    grid: { left, right: 56, top: 40, bottom: 8 },
    legend: { top: 0, left: 0, itemWidth: 18, itemGap: 24, textStyle: { ...TEXT, color: INK } },
    xAxis: { type: "value", min: 0, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: chart.labels,
      axisLabel: { ...TEXT, color: INK, ...(narrow && { width: NARROW_LABEL, overflow: "break" }) },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
    },
    series: chart.series.map(({ name, values, muted }) => ({
      type: "bar",
      silent: true,
      name,
      data: values,
      barWidth: 13,
      barGap: "15%",
      itemStyle: { color: muted ? HELD_OUT : TREATED },
      label: { show: true, position: "right", ...TEXT, formatter: ({ value }: { value: number }) => percent(value) },
    })),
  };
  return { option, height: chart.labels.length * ROW_HEIGHT + 56 };
}
