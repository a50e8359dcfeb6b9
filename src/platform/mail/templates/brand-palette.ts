/** Colours of a mail, each readable where it is used: WCAG 2.2 AA asks for 4.5 : 1. */
export interface Palette {
  /** The brand's own, for surfaces. */
  readonly brand: string;
  /** Text on it: white, or black where white cannot be read; one of the two always can. */
  readonly onBrand: string;
  /** The brand's as text on white, darkened as far as it must be. */
  readonly ink: string;
  /** The same on the dark surface, lightened. */
  readonly inkDark: string;
  /** A hint of the brand, for the background of small labels. */
  readonly tint: string;
  readonly tintDark: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** What mails stand on, in emails/digest.mjml: the page around, and in the dark the sheet. */
const LIGHT_PAGE: Rgb = [243, 244, 247];
const DARK_SHEET: Rgb = [27, 31, 40];
const LEAST_CONTRAST = 4.5;
const DEFAULT_BRAND = "#0b5fff";
const STEPS = 40;

/** A palette from `settings.brand.colour`, `#rgb` or `#rrggbb`; anything else is taken for our blue. */
export function paletteOf(colour: string): Palette {
  const brand = readColour(colour) ?? (readColour(DEFAULT_BRAND) as Rgb);
  const tint = mix(brand, WHITE, 0.92);
  const tintDark = mix(brand, DARK_SHEET, 0.82);
  return {
    brand: writeColour(brand),
    onBrand: writeColour(contrast(brand, WHITE) >= LEAST_CONTRAST ? WHITE : BLACK),
    ink: writeColour(towards(brand, BLACK, [tint, LIGHT_PAGE])),
    inkDark: writeColour(towards(brand, WHITE, [tintDark, DARK_SHEET])),
    tint: writeColour(tint),
    tintDark: writeColour(tintDark),
  };
}

/** The first colour on the way from `from` to `to` that can be read on all the surfaces. */
function towards(from: Rgb, to: Rgb, surfaces: readonly Rgb[]): Rgb {
  for (let step = 0; step < STEPS; step++) {
    const candidate = mix(from, to, step / STEPS);
    if (surfaces.every((surface) => contrast(candidate, surface) >= LEAST_CONTRAST)) return candidate;
  }
  return to;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (at: 0 | 1 | 2): number => Math.round(from[at] + (to[at] - from[at]) * share);
  return [part(0), part(1), part(2)];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const part = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
}

function readColour(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const [, red, green, blue] =
    /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(
      short === null
        ? text.trim()
        : `#${short
            .slice(1)
            .map((digit) => digit + digit)
            .join("")}`,
    ) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return null;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function writeColour(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
