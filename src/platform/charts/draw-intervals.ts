import type { Chart, ChartFormat } from "../../report/ports.ts";
import { INK, LINE, labelWidth, PAPER, SOFT, TEXT, TEXT_SIZE, TREATED } from "./chart-style.ts";

type Intervals = Extract<Chart, { kind: "intervals" }>;

interface RenderApi {
  value: (dimension: number) => number;
  coord: (point: readonly [number, number]) => [number, number];
}

const ROW_HEIGHT = 46;
/** Room for the axis: its numbers and its name, which takes two lines on a phone. */
const BOTTOM = 56;
const NARROW_BOTTOM = 74;
/** And a little above. */
const TOP = 16;
/** Half the height of the strokes that end an interval. */
const CAP = 7;
/** Smaller than the strokes are high, so that these show on both sides of it, however short the interval. */
const DOT = 4.5;

/** How far a number stays from the line of no effect. */
const BESIDE = 6;

/** Room for labels that are broken into lines; these are broken sooner, since ECharts measures another font than many readers have. */
const NARROW_LABEL = 140;
const NARROW_LINE = 126;

/** A forest of intervals around a zero line: what leaves the line out is an effect. */
export function drawIntervals(
  chart: Intervals,
  { percent, tick }: Pick<ChartFormat, "percent" | "tick">,
  narrow = false,
) {
  const data = chart.rows.map(({ estimate, low, high }, index) => [estimate, index, low, high]);
  // Where the axis begins with an interval, its first number is no round one.
  const lowest = Math.min(0, ...chart.rows.map(({ low }) => low));
  const option = {
    grid: {
      left: narrow ? NARROW_LABEL + 12 : labelWidth(chart.rows.map(({ label }) => label)),
      // Half of the last number on the axis.
      right: 44,
      top: narrow ? 20 : 12,
      bottom: narrow ? NARROW_BOTTOM : BOTTOM,
    },
    xAxis: {
      type: "value",
      min: lowest,
      ...(narrow && { splitNumber: 2 }),
      name: narrow ? inTwoLines(chart.axis) : chart.axis,
      nameLocation: narrow ? "end" : "middle",
      nameGap: narrow ? 0 : 34,
      nameTextStyle: narrow ? { ...TEXT, align: "right", verticalAlign: "top", padding: [30, 0, 0, 0] } : TEXT,
      axisLabel: {
        ...TEXT,
        hideOverlap: true,
        showMinLabel: lowest === 0,
        formatter: (value: number) => (value === 0 ? "0" : tick(value)),
      },
      splitLine: { lineStyle: { color: LINE } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: chart.rows.map(({ label }) => label),
      axisLabel: { ...TEXT, color: INK, ...(narrow && { width: NARROW_LINE, overflow: "break" }) },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: "custom",
        silent: true,
        encode: { x: [0, 2, 3], y: 1 },
        data,
        renderItem: (_: unknown, api: RenderApi) => {
          const row = api.value(1);
          const [left, y] = api.coord([api.value(2), row]);
          const [right] = api.coord([api.value(3), row]);
          const [middle] = api.coord([api.value(0), row]);
          const [zero] = api.coord([0, row]);
          const label = percent(api.value(0));
          const stroke = (x1: number, y1: number, x2: number, y2: number) => ({
            type: "line",
            shape: { x1, y1, x2, y2 },
            style: { stroke: TREATED, lineWidth: 2.5 },
          });
          return {
            type: "group",
            children: [
              stroke(left, y, right, y),
              stroke(left, y - CAP, left, y + CAP),
              stroke(right, y - CAP, right, y + CAP),
              {
                type: "circle",
                shape: { cx: middle, cy: y, r: DOT },
                style: { fill: TREATED },
              },
              {
                type: "text",
                style: {
                  text: label,
                  ...placeBeside(zero, middle, labelWidth([label]) - 12),
                  y: y - 12,
                  textVerticalAlign: "bottom",
                  fill: INK,
                  // So that no line of the axis strikes through it.
                  stroke: PAPER,
                  lineWidth: 4,
                  fontSize: TEXT_SIZE,
                  fontWeight: 600,
                  fontFamily: "inherit",
                },
              },
            ],
          };
        },
        markLine: {
          silent: true,
          symbol: "none",
          z: 1,
          label: { show: false },
          lineStyle: { color: SOFT, width: 1.5, type: "solid" },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  };
  return { option, height: chart.rows.length * ROW_HEIGHT + TOP + (narrow ? NARROW_BOTTOM : BOTTOM) };
}

/** A number above its dot, or beside the line of no effect where it would lie on it. */
function placeBeside(
  zero: number,
  middle: number,
  width: number,
): { x: number; textAlign: "left" | "center" | "right" } {
  if (Math.abs(middle - zero) >= width / 2 + BESIDE) return { x: middle, textAlign: "center" };
  return middle >= zero ? { x: zero + BESIDE, textAlign: "left" } : { x: zero - BESIDE, textAlign: "right" };
}

/** ECharts breaks labels, and no name of an axis. At the space nearest to the middle. */
function inTwoLines(name: string): string {
  const far = (at: number) => Math.abs(at - name.length / 2);
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
  const [middle] = spaces.sort((one, other) => far(one) - far(other));
  return middle === undefined ? name : `${name.slice(0, middle)}\n${name.slice(middle + 1)}`;
}
