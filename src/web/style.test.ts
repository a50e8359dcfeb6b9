import { describe, expect, it } from "vitest";
import { contrast } from "../../test/support/contrast.ts";
import { PAGE_STYLE } from "../report/write/page-style.ts";
import { STYLE } from "./style.ts";

/** The variables of each `:root`, in their order: light, dark, and on paper. */
function schemesOf(style: string): Readonly<Record<string, string>>[] {
  const blocks = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, text = ""]) => text);
  let all: Record<string, string> = {};
  return blocks.map((text) => {
    const own = [...text.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name = "", colour = ""]) => [
      name,
      colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour,
    ]);
    all = { ...all, ...Object.fromEntries(own) };
    return all;
  });
}

/** What a page's charts, words and controls are drawn with, where axe does not look: pictures, and what frames a field. */
const CASES = [
  {
    page: "the pages",
    style: STYLE,
    words: ["ink", "muted", "ember", "good", "wait"],
    shapes: ["ember", "held", "muted"],
  },
  {
    page: "a report's file",
    style: PAGE_STYLE,
    words: ["ink", "soft", "better", "worse"],
    shapes: ["treated", "held-out"],
  },
] as const;

describe.each(CASES)("the colours of $page", ({ style, words, shapes }) => {
  it("can be told from the ground they stand on, in every scheme (WCAG 2.2, 1.4.3 and 1.4.11)", () => {
    const schemes = schemesOf(style);
    expect(schemes.length).toBeGreaterThanOrEqual(2);
    for (const colours of schemes) {
      for (const ground of ["paper", "card", "wash"].flatMap((name) => colours[name] ?? [])) {
        for (const name of words) expect(contrast(colours[name] as string, ground), name).toBeGreaterThanOrEqual(4.5);
        for (const name of shapes) expect(contrast(colours[name] as string, ground), name).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

it("frames every field with a colour that shows it", () => {
  const fields = [...STYLE.matchAll(/(?:input\[type=\w+\]|select)[^{}]*\{([^}]*)\}/g)].map(([, rule = ""]) => rule);
  const frames = fields.flatMap((rule) => /border: ([^;]+);/.exec(rule)?.[1] ?? []);
  expect(frames.length).toBeGreaterThan(0);
  expect(new Set(frames)).toEqual(new Set(["1px solid var(--muted)"]));
});
