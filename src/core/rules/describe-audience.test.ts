import { expect, it } from "vitest";
import { describeAudience } from "./describe-audience.ts";
import { describeTiming } from "./describe-timing.ts";
import { checkFolder } from "./read/check-folder.ts";

function said(written: string, language: "en" | "fr"): [when: string, who: string] {
  const { rules } = checkFolder([{ file: "a.yaml", text: `rule: a\n${written}\ndigest: { subject: s }\n` }]);
  const [rule] = rules;
  if (rule === undefined) throw new Error("The rule holds a mistake.");
  return [describeTiming(rule, language), describeAudience(rule, language)];
}

const REPLIES = "upon: { activity: Comment Created, to: [author, participants, followers], types: discussion }";
const REMINDER = "upon: { activity: Live Starting, to: registered, before: 2 days }\nwhen: { inactive: 7 days }";

it("says when a rule writes that waits for something, and to whom", () => {
  expect(said(REPLIES, "en")).toEqual([
    "30 minutes after the first “Comment Created”, with what follows until then",
    "wrote the content, has taken part in it or follows it (only contents of type discussion)",
  ]);
  expect(said(REPLIES, "fr")).toEqual([
    "30 minutes après la première activité « Comment Created », avec ce qui suit d’ici là",
    "a écrit le contenu, y a déjà participé ou le suit (uniquement les contenus de type discussion)",
  ]);
});

it("adds the rule's own condition, where it has one", () => {
  expect(said(REMINDER, "en")).toEqual([
    "2 days before a live starts",
    expect.stringMatching(/^is registered for it; and .*7 days/),
  ]);
  expect(said("upon: { activity: Message Received }", "fr")[1]).toBe("est la personne concernée");
});
