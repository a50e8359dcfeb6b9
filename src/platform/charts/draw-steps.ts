import type { Chart } from "../../report/ports.ts";
import { HELD_OUT, INK, LINE, SOFT, TEXT, TREATED } from "./chart-style.ts";

type Steps = Extract<Chart, { kind: "steps" }>;

/** A week is what people count in. */
const INTERVAL = 7;

/** One stair a group; the second is dashed, so that they differ in grey as well. */
export function drawSteps(chart: Steps, tick: (value: number) => string) {
  const last = Math.max(0, ...chart.series.map(({ values }) => values.length - 1));
  const option = {
    grid: { left: 56, right: 16, top: 68, bottom: 52 },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 34,
      itemGap: 24,
      itemStyle: { opacity: 0 },
      textStyle: { ...TEXT, color: INK },
    },
    xAxis: {
      type: "value",
      min: 0,
      max: last,
      interval: last > INTERVAL ? INTERVAL : 1,
      name: chart.axis,
      nameLocation: "middle",
      nameGap: 32,
      nameTextStyle: TEXT,
      axisLabel: TEXT,
      splitLine: { show: false },
      axisTick: { show: true, lineStyle: { color: SOFT } },
      axisLine: { lineStyle: { color: SOFT } },
    },
    yAxis: {
      type: "value",
      min: 0,
      name: chart.unit,
      nameTextStyle: { ...TEXT, align: "left" },
      nameGap: 16,
      axisLabel: { ...TEXT, formatter: (value: number) => (value === 0 ? "0" : tick(value)) },
      splitLine: { lineStyle: { color: LINE } },
    },
    series: chart.series.map((series, index) => ({
      type: "line",
      silent: true,
      step: "end",
      name: series.name,
      data: series.values.map((value, step) => [step, value]),
      symbol: "none",
      itemStyle: { color: index === 0 ? TREATED : HELD_OUT },
      lineStyle: { color: index === 0 ? TREATED : HELD_OUT, width: 2.5, type: series.dashed ? "dashed" : "solid" },
    })),
  };
  return { option, height: 340 };
}
