import { expect, it } from "vitest";
import { sayAbout } from "./about.ts";
import { checkFolder } from "./read/check-folder.ts";

const rule = (about: string) =>
  `rule: a\nabout: ${about}\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }\n`;
const read = (about: string) => checkFolder([{ file: "a.yaml", text: rule(about) }]);

it("says what a rule is for in the language asked for, else in the one there is", () => {
  const said = (about: string, language: "en" | "fr") => sayAbout(read(about).rules[0]?.about ?? null, language);
  expect(said("One for all", "fr")).toBe("One for all");
  expect(said("{ en: Away, fr: Absents }", "fr")).toBe("Absents");
  expect(said("{ en: Away, fr: Absents }", "en")).toBe("Away");
  expect(said("{ fr: Absents }", "en")).toBe("Absents");
});

it("refuses languages that the pages do not speak, and none at all", () => {
  const told = (about: string) => read(about).mistakes.map(({ message, hint }) => `${message} = ${hint}`);
  expect(told("{ en: Away, french: Absents }")).toEqual(['unknown key "french" = did you mean "fr"?']);
  expect(told("{}")).toEqual(['nothing stands here = write a sentence: about: { en: "…", fr: "…" }']);
});
