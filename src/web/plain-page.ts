import { type Html, html, trusted } from "./html.ts";
import type { PageLanguage } from "./wording.ts";

/** Who the mails come from, as members know it. */
export interface PageBrand {
  readonly name: string;
  /** `#0b5fff`. */
  readonly colour: string;
}

/** Stands alone: no script, no other file, light and dark, from a phone to a desk. */
const STYLE = `
:root { color-scheme: light dark; --paper: #f7f5f2; --card: #ffffff; --ink: #1f1b16; --muted: #5f574d; --line: #ddd6cb; --button: #1f1b16; --on-button: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #14120f; --card: #1e1b17; --ink: #f2ece4; --muted: #b3a99c; --line: #38322a; --button: #f2ece4; --on-button: #14120f; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 36px 32px 30px; }
.brand { margin: 0 0 22px; font-weight: 600; color: var(--muted); }
h1 { margin: 0 0 12px; font-size: 1.6rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0 0 22px; overflow-wrap: anywhere; }
.note { margin: 22px 0 0; font-size: .92rem; color: var(--muted); }
button { width: 100%; min-height: 48px; padding: 12px 20px; font: inherit; font-weight: 600; color: var(--on-button); background: var(--button); border: 0; border-radius: 10px; cursor: pointer; }
button:hover { opacity: .9; }
a { color: inherit; text-underline-offset: .18em; }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
@media (max-width: 26rem) { body { padding: 0; place-items: stretch; } main { border: 0; border-radius: 0; } }
`;

export interface PlainPageOptions {
  /** What this page needs beside the style of all. */
  readonly style?: string;
  readonly wide?: boolean;
}

/** `brand`: null where it is not known whose link it was. */
export function renderPlainPage(
  language: PageLanguage,
  brand: PageBrand | null,
  title: string,
  body: Html,
  { style = "", wide = false }: PlainPageOptions = {},
): string {
  const colour = brand && /^#[0-9a-f]{6}$/i.test(brand.colour) ? brand.colour : null;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${brand ? `${title} · ${brand.name}` : title}</title>
<style>${trusted(STYLE + style)}${colour && trusted(`main { border-top: 4px solid ${colour}; }`)}</style>
</head>
<body>
<main${wide && html` class="wide"`}>
${brand && html`<p class="brand">${brand.name}</p>`}
${body}
</main>
</body>
</html>
`.text;
}
