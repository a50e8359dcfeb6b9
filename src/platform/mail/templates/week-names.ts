import type { WeekPage } from "../../../report/weekly/ports.ts";
import type { Shape } from "../liquid/liquid-names.ts";
import { PALETTE } from "./mail-names.ts";

/** What `reports/weekly.mjml` may name. */

type Told = Parameters<WeekPage["render"]>[0];
type Block<Value> = Readonly<Record<keyof NonNullable<Value> & string, Shape>>;
type Table = NonNullable<Told["lift"]>["outcomes"];

const TEXTS: Shape = { items: "leaf" };
const ROW: Block<Table["rows"][number]> = {
  cells: TEXTS,
  verdict: "leaf",
  saysVerdict: "leaf",
};
const TABLE: Block<Table> = { head: TEXTS, rows: { items: { names: ROW } } };
/** Its numbers are the text part's. */
const CHART: Shape = { names: { name: "leaf", title: "leaf", alt: "leaf", numbers: { names: TABLE } } };
const LIFT: Block<Told["lift"]> = {
  title: "leaf",
  note: "leaf",
  chart: CHART,
  outcomes: { names: TABLE },
  weeks: CHART,
  verdict: "leaf",
};
const COSTS: Block<Told["costs"]> = { title: "leaf", says: TEXTS };
const MOVED: Block<Told["moved"]> = { title: "leaf", note: "leaf", table: { names: TABLE } };
const LINK: Block<Told["link"]> = { says: "leaf", url: "leaf" };
const TOLD: Block<Told> = {
  subject: "leaf",
  title: "leaf",
  week: "leaf",
  headline: "leaf",
  sentences: TEXTS,
  lift: { names: LIFT },
  costs: { names: COSTS },
  moved: { names: MOVED },
  forecast: { names: COSTS },
  link: { names: LINK },
  footer: "leaf",
};

export const WEEK_NAMES: Readonly<Record<string, Shape>> = {
  language: "leaf",
  told: { names: TOLD },
  subject: "leaf",
  preheader: "leaf",
  brand: { names: { name: "leaf", logo: "leaf", font: "leaf" } },
  palette: PALETTE,
};
