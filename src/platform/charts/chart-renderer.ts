import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart, ChartRenderer } from "../../report/ports.ts";
import { drawBars } from "./draw-bars.ts";
import { drawIntervals } from "./draw-intervals.ts";
import { drawLines } from "./draw-lines.ts";
import { drawSteps } from "./draw-steps.ts";

echarts.use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  SVGRenderer,
]);

const WIDTH = 800;
/** Below it, labels are broken and there are fewer numbers on the axes. */
const NARROW = 600;

/** What a phone shows without scrolling. */
const PHONE = 350;

/** For a page: a picture for a desk and one for a phone, of which the style shows one. */
export function createPageCharts(): ChartRenderer {
  const [wide, narrow] = [createChartRenderer(), createChartRenderer(PHONE)];
  const named = (svg: string, name: string) =>
    svg.replace("<svg ", `<svg class="${name}" `).replace(/(id="|url\(#)(?=\w)/g, `$1${name}-`);
  return {
    render: (chart, format) =>
      `${named(wide.render(chart, format), "wide")}${named(narrow.render(chart, format), "narrow")}`,
  };
}

/** SVG from ECharts without a browser. Colours are CSS variables of the page the chart stands in. */
export function createChartRenderer(width = WIDTH): ChartRenderer {
  return {
    render: (chart, format) => {
      const { option, height } = optionOf(chart, format, width < NARROW);
      const instance = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
      try {
        instance.setOption({ animation: false, ...option });
        return describeSvg(stillSvg(instance.renderToSVGString({ useViewBox: true }), nameIds(chart)), chart.title);
      } finally {
        // Without it the process never ends.
        instance.dispose();
      }
    },
  };
}

function optionOf(chart: Chart, format: Parameters<ChartRenderer["render"]>[1], narrow: boolean) {
  switch (chart.kind) {
    case "intervals":
      return drawIntervals(chart, format, narrow);
    case "lines":
      return drawLines(chart, format, narrow);
    case "steps":
      return drawSteps(chart, format.tick);
    case "bars":
      return drawBars(chart, format.percent, narrow);
  }
}

/** What ids of a chart begin with: the same each time, and another for another chart, as ids are of the whole page. */
function nameIds(chart: Chart): string {
  const hash = [...JSON.stringify(chart)].reduce(
    (sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) >>> 0,
    7,
  );
  return `${chart.kind}-${hash.toString(36)}`;
}

/**
 * What ECharts adds for a pointer: a still picture needs none of it, and its ever new numbers would make two pages of
 * one report differ.
 */
function stillSvg(svg: string, name: string): string {
  return svg
    .replace(/<style\b[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*")/g, "")
    .replace(/\bzr\d+-/g, `${name}-`);
}

/** Names the picture for those who do not see it; the table beside it has its numbers. */
function describeSvg(svg: string, title: string): string {
  const name = title.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return svg.replace("<svg ", `<svg role="img" aria-label="${name}" `);
}
