import { describe, expect, it } from "vitest";
import { type SubjectFacts, saySubject } from "./say-subject.ts";

const say = (activity: string, facts: Partial<SubjectFacts> = {}, language = "en") =>
  saySubject({ activity, count: 1, names: [], others: 0, type: null, startsOn: null, ...facts }, language);
const both = (activity: string, facts: Partial<SubjectFacts> = {}) => [
  say(activity, facts),
  say(activity, facts, "fr"),
];

describe("what happened", () => {
  it("names who is known, and counts the others", () => {
    expect(both("Comment Created", { names: ["Léa"] })).toEqual(["Léa wrote a comment", "Léa a écrit un commentaire"]);
    expect(both("Comment Created", { count: 5, names: ["Léa", "Tom"], others: 2 })).toEqual([
      "Léa, Tom and 2 others wrote 5 comments",
      "Léa, Tom et 2 autres ont écrit 5 commentaires",
    ]);
    expect(both("Comment Created", { count: 2, names: ["Léa"], others: 1 })).toEqual([
      "Léa and another wrote 2 comments",
      "Léa et une autre personne ont écrit 2 commentaires",
    ]);
    expect(both("Question Answered", { count: 3, others: 3 })).toEqual(["3 new answers", "3 nouvelles réponses"]);
    expect(both("Reaction Added", { others: 1 })).toEqual(["1 new reaction", "1 nouvelle réaction"]);
  });

  it("speaks to the member of what happened to them", () => {
    expect(both("Message Received", { names: ["Léa"] })).toEqual([
      "Léa sent you a message",
      "Léa vous a envoyé un message",
    ]);
    expect(both("Message Received", { count: 3, others: 1 })).toEqual([
      "You have 3 new messages",
      "Vous avez 3 nouveaux messages",
    ]);
    expect(both("Badge Earned", { count: 2 })).toEqual(["You earned 2 badges", "Vous avez obtenu 2 badges"]);
  });

  it("says what was published, by whom, and when a live starts", () => {
    expect(both("Content Published", { type: "article", names: ["Zoé"] })).toEqual([
      "New article by Zoé",
      "Nouvel article, par Zoé",
    ]);
    expect(say("Live Starting", { type: "live", startsOn: "mardi 24 novembre à 18:00" }, "fr")).toBe(
      "Le live commence mardi 24 novembre à 18:00",
    );
  });

  it("takes a site's own activity by its name, and English where we have no other words", () => {
    expect(both("Quiz Finished", { count: 2, names: ["Léa"] })).toEqual(["Quiz Finished (2)", "Quiz Finished (2)"]);
    expect(say("Comment Created", { names: ["Léa"] }, "pt")).toBe("Léa wrote a comment");
  });
});
