import { describe, expect, it } from "vitest";
import { checkFolder } from "../read/check-folder.ts";
import { hintInFrench, messageInFrench } from "./french-mistakes.ts";
import { speak } from "./said.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("a mistake in French", () => {
  it("says what was written as it was written, whatever it holds", () => {
    expect(plain(messageInFrench('unknown key "is missing"'))).toBe("clé inconnue « is missing »");
    expect(plain(messageInFrench('"a" is not "b" is not a duration such as 7 days'))).toBe(
      '« a" is not "b » n’est pas une durée comme 7 days',
    );
    expect(plain(hintInFrench('did you mean "or"?'))).toBe("vouliez-vous dire « or » ?");
    expect(hintInFrench("write [author, followers]")).toBe("écrivez [author, followers]");
  });

  it("is left in English where it is not translated, and not half of it", () => {
    expect(messageInFrench("the moon is full")).toBeNull();
    expect(messageInFrench('"a" is not a moon such as this')).toBeNull();
    expect(hintInFrench("write [author] for the one and [followers] for the others")).toBeNull();
  });

  it("holds of the settings as of rules", () => {
    const text = [
      "brake: 1x",
      "offer_again: sometimes",
      "retention: { activities: 3 days, mails: 2 days, clicks: 1 day, returns: 9 days }",
      "bounces: { address: no }",
      "targets: { revist: 7 days, visibility: 7 days, weekly_share: [] }",
      "worth: { currency: euro, visit: 0 }",
      "quiet_hours: 21",
      "goals: { loyalty: { indicator: weekly_share, target: high } }",
      "treatments:",
      "  - { name: a }",
      "  - { name: b, activity: X, assignment: random }",
      "  - { name: c, trait: { plan: gold }, with: { badge: gold } }",
      "  - { name: d, activity: X, assignment: random, draw: { trait: t, treated: a, control: a, share: 100% } }",
      "",
    ].join("\n");
    const { mistakes } = checkFolder([{ file: "settings.yaml", text }]);
    expect(mistakes.length).toBeGreaterThan(15);
    const english = mistakes.filter((mistake) => {
      const spoken = speak(mistake, "fr");
      return spoken.message === mistake.message || (mistake.hint !== null && spoken.hint === mistake.hint);
    });
    expect(english.map(({ message, hint }) => ({ message, hint }))).toEqual([]);
  });

  it("holds of mail templates", () => {
    const said = "The mail template mine.mjml cannot be used: there is no partials/footr.mjml (line 3), and 2 more.";
    expect(plain(messageInFrench(said))).toBe(
      "Le modèle mine.mjml est inutilisable : il n’y a pas de partials/footr.mjml (ligne 3), et 2 autres.",
    );
  });

  it("is found quickly, however long what was written is", () => {
    const hostile = `${'"a" is '.repeat(50)}not ${"x".repeat(40)}`.slice(0, 400);
    const began = performance.now();
    for (let time = 0; time < 50; time += 1) messageInFrench(hostile);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
