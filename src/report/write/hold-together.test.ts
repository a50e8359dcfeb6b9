import { describe, expect, it } from "vitest";
import { holdTogether } from "./hold-together.ts";
import { wrapText } from "./text-layout.ts";

const shown = (text: string) => text.replaceAll("\u00a0", "_");

describe("what no line parts", () => {
  it.each([
    ["Le rapport : « tous » ; et alors ? Oui !", "Le rapport_: «_tous_»_; et alors_? Oui_!"],
    ["tous les 12,0 jours, ceux du groupe", "tous les 12,0_jours, ceux du groupe"],
    ["every 9.1 days; 4 weeks and 3 dayside", "every 9.1_days; 4_weeks and 3 dayside"],
    ["In English: as it is, 839 members", "In English: as it is, 839 members"],
  ])("is held: %s", (text, held) => {
    expect(shown(holdTogether(text))).toBe(held);
    expect(holdTogether(holdTogether(text))).toBe(holdTogether(text));
  });

  it("begins no line of a terminal", () => {
    const text = "La règle est active : les membres reviennent au bout de 9,7 jours ; pourquoi ? Personne ne le sait !";
    for (let width = 14; width < 60; width++) {
      for (const line of wrapText(text, width)) expect(line).not.toMatch(/^([:;?!»]|jours)/);
    }
  });
});
