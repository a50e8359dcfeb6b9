import { describe, expect, it } from "vitest";
import type { Chart } from "../../report/ports.ts";
import { createChartRenderer, createPageCharts } from "./chart-renderer.ts";

const format = {
  number: (value: number) => value.toFixed(2),
  percent: (value: number) => `${Math.round(value * 100)}%`,
  tick: (value: number) => `${Math.round(value * 100)}%`,
};
const charts: Chart[] = [
  {
    kind: "intervals",
    title: 'Effect of "digests" & more',
    axis: "Effect",
    rows: [{ label: "Visits a week", estimate: 0.1, low: -0.05, high: 0.25 }],
  },
  {
    kind: "lines",
    title: "Weeks",
    axis: "Week",
    unit: "Visits",
    labels: ["−1", "1", "2"],
    mark: { at: 1, label: "first digest" },
    series: [
      { name: "With digests", values: [0.5, 0.7, null], dashed: false },
      { name: "Held out", values: [0.5, 0.5, 0.6], dashed: true },
    ],
  },
  {
    kind: "steps",
    title: "Back",
    axis: "Days",
    unit: "Share back",
    series: [
      { name: "With digests", values: [0, 0.4, 0.6], dashed: false },
      { name: "Held out", values: [0, 0.2, 0.6], dashed: true },
    ],
  },
  {
    kind: "bars",
    title: "Themes",
    axis: "",
    labels: ["pricing", "<b>"],
    series: [{ name: "Published", values: [0.4, 0.6], muted: true }],
  },
];

describe("charts of one page", () => {
  it("cut nothing off each other: what one is clipped by is its own", () => {
    const lines = charts.find(({ kind }) => kind === "lines") as Chart;
    const idsOf = (title: string) => {
      const svg = createPageCharts().render({ ...lines, title }, format);
      const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);
      for (const [, used = ""] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(used);
      return ids;
    };
    const all = [...idsOf("Weeks"), ...idsOf("Members who came"), ...idsOf("Mois par mois")];
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("a chart of intervals", () => {
  const rows = [
    { label: "More", estimate: 0.28, low: 0.27, high: 0.29 },
    { label: "A little more", estimate: 0.02, low: -0.5, high: 5.9 },
    { label: "A little less", estimate: -0.02, low: -0.5, high: 5.9 },
  ];
  const svgs = createChartRenderer(460).render({ kind: "intervals", title: "Effects", axis: "Effect", rows }, format);

  it("writes no number on the line of no effect", () => {
    const texts = [...svgs.matchAll(/<text[^>]*?text-anchor="(\w+)"[^>]*>(−?-?\d+%)<\/text>/g)];
    const anchorOf = (label: string) => texts.find(([tag, , text]) => text === label && tag.includes("600"))?.[1];
    expect([anchorOf("28%"), anchorOf("2%"), anchorOf("-2%")]).toEqual(["start", "start", "end"]);
  });

  it("shows the ends of the shortest interval beside its dot, which has no halo", () => {
    expect(svgs.match(/<circle|<path[^>]*A4\.5/g)?.length).toBeGreaterThanOrEqual(3);
    expect(svgs).not.toMatch(/A6 6/);
  });
});

describe.each(charts)("a chart of $kind", (chart) => {
  const svg = createChartRenderer().render(chart, format);

  it("is one picture with a name and its labels", () => {
    expect(svg).toMatch(/^<svg role="img" aria-label="/);
    expect(svg).toContain("viewBox");
    expect(svg).not.toMatch(/NaN|undefined|<script|<b>/);
  });

  it("takes its colours from the page", () => {
    expect(svg).toContain("var(--");
  });

  it("is the same each time", () => {
    expect(createChartRenderer().render(chart, format)).toBe(svg);
  });
});

describe("an axis of intervals", () => {
  const wide: Chart = {
    kind: "intervals",
    title: "Effets",
    axis: "Effet des envois",
    rows: [{ label: "De retour sous 7 jours", estimate: 0.18, low: -0.638, high: 5.12 }],
  };
  const written = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);

  it("on a phone breaks a label well before its room ends, whatever the font", () => {
    const svg = createPageCharts().render(wide, format);
    const narrow = svg.slice(svg.indexOf("narrow"));
    expect(written(narrow).filter((text) => /retour|jours/.test(text))).toEqual(["De retour sous 7 ", "jours"]);
  });

  it("has no number where it begins with an interval, since that is no round one", () => {
    const svg = createPageCharts().render(wide, format);
    expect(written(svg)).toContain("0");
    expect(written(svg)).not.toContain("-64%");
  });
});
