import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import type { ChartRenderer } from "../../report/ports.ts";
import type { ChartPainter, ChartScheme } from "../../report/weekly/ports.ts";
import { createChartRenderer } from "./chart-renderer.ts";

/** Points; as wide as the text of a mail on a phone is after it was shrunk by a quarter. */
const WIDTH = 460;
/** Screens have two or three pixels to a point. */
const PIXELS = 2.4;
const FONT = "Public Sans";
const REGULAR = "@expo-google-fonts/public-sans/400Regular/PublicSans_400Regular.ttf";
const SEMI_BOLD = "@expo-google-fonts/public-sans/600SemiBold/PublicSans_600SemiBold.ttf";

/** As the mail's sheet has it (emails/partials/styles.mjml). */
const PAPER: Readonly<Record<ChartScheme, string>> = { light: "#ffffff", dark: "#1b1f28" };
/** Instead of those that a chart has by itself, which are meant for white. */
const COLOURS: Readonly<Record<ChartScheme, Readonly<Record<string, string>>>> = {
  light: {},
  dark: {
    ink: "#f3f4f6",
    soft: "#c3c8d1",
    line: "#3a4150",
    paper: PAPER.dark,
    treated: "#7db4f5",
    "held-out": "#a3a9b6",
  },
};

const resolve = createRequire(import.meta.url).resolve;

/** Loads the renderer and its fonts, once in a process. */
let loaded: Promise<readonly Uint8Array[]> | null = null;

function load(): Promise<readonly Uint8Array[]> {
  loaded ??= Promise.all([
    Promise.all([REGULAR, SEMI_BOLD].map((name) => readFile(resolve(name)))),
    readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")).then(initWasm),
  ]).then(([fonts]) => fonts);
  return loaded;
}

/** Draws charts as PNG, with a font of its own: the same picture on each machine, and no package of the system's. */
export async function openChartPainter(): Promise<ChartPainter> {
  const fontBuffers = [...(await load())];
  const charts: ChartRenderer = createChartRenderer(WIDTH);
  return {
    paint: (chart, format, scheme) => {
      const resvg = new Resvg(inOwnColours(charts.render(chart, format), COLOURS[scheme]), {
        background: PAPER[scheme],
        fitTo: { mode: "zoom", value: PIXELS },
        font: { fontBuffers, defaultFontFamily: FONT, sansSerifFamily: FONT },
      });
      // Memory outside of JavaScript is nobody's to collect.
      try {
        const image = resvg.render();
        const png = image.asPng();
        image.free();
        return png;
      } finally {
        resvg.free();
      }
    },
  };
}

/** There is no page whose variables and font it could take. */
function inOwnColours(svg: string, colours: Readonly<Record<string, string>>): string {
  return svg
    .replace(/var\(--([\w-]+), ?(#[0-9a-fA-F]{3,6})\)/g, (_, name: string, colour: string) => colours[name] ?? colour)
    .replaceAll("font-family:inherit", `font-family:${FONT}`);
}
