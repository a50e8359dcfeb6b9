import { CONTENT_TYPES } from "../../../core/community.ts";
import type { DigestModel, ShownPick } from "../../../digest/mails/ports.ts";
import type { LiquidEngine, LiquidText } from "../liquid/liquid.ts";
import { type Palette, paletteOf } from "./brand-palette.ts";
import { fixConstants } from "./fix-constants.ts";
import type { Words } from "./words.ts";

/** Beside those that a template names: texts of rules that have none, and what contents are called. */
const RENDERED_ALWAYS = new Set(["preheader", "intro", ...CONTENT_TYPES]);

export interface TemplateText {
  /** HTML that still holds its Liquid. */
  readonly html: string;
  readonly text: string;
}

/** A template in one language for one brand: all that is the same in each of its mails is done. */
export interface LocalTemplate {
  readonly name: string;
  readonly html: LiquidText;
  readonly text: LiquidText;
  readonly brand: DigestModel["brand"];
  readonly palette: Palette;
  readonly words: Readonly<Record<string, string>>;
  /** Words that vary from mail to mail. */
  readonly varying: ReadonlyMap<string, LiquidText>;
  /** Picks as they are shown, by how: kept for as long as the picks are. */
  readonly cards: WeakMap<ShownPick, Map<string, Card>>;
}

/** A pick as templates see it. */
export interface Card extends ShownPick {
  /** The first of all, shown larger. */
  readonly lead: boolean;
  /** With summary and reason; else a line. */
  readonly full: boolean;
  readonly label: string;
  /** The words on the button. */
  readonly action: string;
}

export interface Engines {
  readonly html: LiquidEngine;
  readonly text: LiquidEngine;
}

export function localiseTemplate(
  name: string,
  { html, text }: TemplateText,
  engines: Engines,
  words: Words,
  given: DigestModel["brand"],
): LocalTemplate {
  const brand = { ...given, font: fontNames(given.font) };
  const palette = paletteOf(brand.colour);
  const constants = brandConstants(brand, palette);
  const fixed: Record<string, string> = {};
  const varying = new Map<string, LiquidText>();
  for (const [key, source] of words) {
    const word = engines.text.compile(fixConstants(source, constants, "text"));
    if (!word.varies) fixed[key] = word.render({});
    else if (!isOwn(key) || html.includes(`t.${key}`) || text.includes(`t.${key}`)) varying.set(key, word);
  }
  for (const [key, word] of Object.entries(fixed)) constants.set(`t.${key}`, word);
  return {
    name,
    html: engines.html.compile(fixConstants(html, constants, "html")),
    text: engines.text.compile(fixConstants(text, constants, "text")),
    brand,
    palette,
    words: fixed,
    varying,
    cards: new WeakMap(),
  };
}

function brandConstants(brand: DigestModel["brand"], palette: Palette): Map<string, string> {
  return new Map([
    ...Object.entries(palette).map(([name, value]) => [`palette.${name}`, value] as const),
    ...Object.entries(brand).map(([name, value]) => [`brand.${name}`, value ?? ""] as const),
  ]);
}

const NO_BRAND = { name: "", logo: null, colour: "#000000", font: "", postalAddress: "", legal: "" };

/** The paths that `localiseTemplate` puts in, whatever the brand: its own, and words that are the same in each mail of a language. */
export function fixedPaths(languages: readonly Words[]): ReadonlySet<string> {
  const ofBrand = brandConstants(NO_BRAND, paletteOf(NO_BRAND.colour));
  const varies = (source: string): boolean => /\{[{%]/.test(fixConstants(source, ofBrand, "text"));
  const words = languages.flatMap((each) => [...each.keys()]);
  const fixed = words.filter((key) => !languages.some((each) => varies(each.get(key) ?? "")));
  return new Set([...ofBrand.keys(), ...fixed.map((key) => `t.${key}`)]);
}

/** Words that only a template asks for, and which need not be made for the others. */
function isOwn(key: string): boolean {
  return !/^(why_|open_)/.test(key) && !RENDERED_ALWAYS.has(key);
}

/** What may stand in a style: names of fonts, at least one, and nothing that ends the declaration. */
export function fontNames(font: string): string {
  return font.replace(/[^\p{L}\p{N} ,-]/gu, "").trim() || "-apple-system";
}
