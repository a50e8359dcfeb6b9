import { expect, it } from "vitest";
import { weeklyScene } from "../../../test/support/weekly-scenes.ts";
import { presentWeekText } from "./present-week-text.ts";
import { tellWeek } from "./tell-week.ts";

it("says before anything else that the site fell silent", () => {
  const scene = weeklyScene("seen");
  const { community, period } = scene.lift;
  const latestActAt = new Date(Date.parse(period.to) - 20 * 86_400_000).toISOString();
  const silent = { ...scene, lift: { ...scene.lift, community: { ...community, latestActAt } } };
  const said = (report: typeof scene, language: "en" | "fr") =>
    presentWeekText(tellWeek(report, language, "http://localhost/report"))
      .split("\n\n")
      .slice(1);
  expect(said(silent, "en")[0]).toMatch(/^The site has told of no act since 9 March 2026/);
  expect(said(silent, "fr")[0]).toMatch(/^Le site n’a transmis aucune activité depuis le 9 mars 2026/);
  expect(said(silent, "en").slice(1)).toEqual(said(scene, "en"));
});
