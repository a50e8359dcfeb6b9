import { HtmlValidate } from "html-validate";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultSettings } from "../../src/core/rules/read/read-settings.ts";
import { openChartPainter } from "../../src/platform/charts/chart-painter.ts";
import { createTeamMailWriter } from "../../src/platform/mail/smtp/team-message.ts";
import { openWeekPage } from "../../src/platform/mail/templates/week-page.ts";
import { type WeekMail, writeWeek } from "../../src/report/weekly/write-week.ts";
import { type MailBrowser, openMailBrowser, WIDTHS } from "../support/mail-browser.ts";
import { MAIL_HTML, violationsOf } from "../support/mail-quality.ts";
import { requirement } from "../support/requirements.ts";
import { WEEKLY_SCENES, weeklyScene } from "../support/weekly-scenes.ts";

const EMAILS = new URL("../../emails", import.meta.url).pathname;
const URL_OF_REPORT = "https://club.example/report?lang=en";

async function write(
  scene: (typeof WEEKLY_SCENES)[number],
  language: "en" | "fr",
  colour = "#b03d0a",
): Promise<WeekMail> {
  const name = scene === "hostile" ? weeklyScene(scene).community : "Club Ormeau";
  const brand = { ...defaultSettings().brand, name, colour };
  const deps = { painter: await openChartPainter(), page: await openWeekPage(EMAILS, brand), reportUrl: URL_OF_REPORT };
  return writeWeek(deps, weeklyScene(scene), language);
}

const cases = WEEKLY_SCENES.flatMap((scene) => (["en", "fr"] as const).map((language) => [scene, language] as const));
const pngSize = (png: Uint8Array) => [Buffer.from(png).readUInt32BE(16), Buffer.from(png).readUInt32BE(20)];

describe("the weekly report as a mail", () => {
  it.each(cases)("is valid HTML under 100 KB that loads nothing: %s, %s", async (scene, language) => {
    const { html, subject } = await write(scene, language);
    // Its characters are counted as they are escaped.
    const rules = { ...MAIL_HTML.rules, ...(scene === "hostile" && { "long-title": "off" as const }) };
    const { results } = await new HtmlValidate({ ...MAIL_HTML, rules }).validateString(html);
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
    expect(html).toContain(`<html lang="${language}"`);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(html).not.toMatch(/<script|<link\b|@import|@font-face|url\(|<iframe|<form|undefined|\[object/i);
    expect(subject).not.toMatch(/[\r\n]/);
    for (const [, address = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^(https|cid):/);
  });

  it.each(cases)(
    "has each picture once for light and once for dark, as PNG, with all its numbers in words: %s, %s",
    async (scene, language) => {
      const { html, images } = await write(scene, language);
      const seen = scene !== "too_early" && scene !== "none";
      expect(images.map(({ name }) => name)).toEqual(seen ? ["effects", "effects-dark", "weeks", "weeks-dark"] : []);
      expect([...html.matchAll(/src="cid:([^"]*)"/g)].map(([, name]) => name)).toEqual(images.map(({ name }) => name));
      for (const { png } of images) {
        expect([...png.subarray(0, 4)]).toEqual([137, 80, 78, 71]);
        expect(pngSize(png)[0]).toBe(1104);
        expect(png.length).toBeLessThan(120_000);
      }
      const alts = [...html.matchAll(/ alt="([^"]*)"/g)].map(([, alt]) => alt);
      if (!seen) return;
      expect(alts[0]).toContain(language === "fr" ? "Visites par semaine" : "Visits a week");
      expect(alts[0]?.match(/12\s?%/g)?.length).toBeGreaterThanOrEqual(3);
      expect(alts[2]).toContain(language === "fr" ? "semaine 8" : "week 8");
      // What takes the place of another says the same.
      expect([alts[1], alts[3]]).toEqual([alts[0], alts[2]]);
    },
  );

  it.each(cases)("says the same in its text, a link on a line of its own: %s, %s", async (scene, language) => {
    const { text, html } = await write(scene, language);
    expect(text).not.toMatch(/&(#?\w+);|undefined|null|NaN|\[object/);
    expect(text.split("\n")).toContain(URL_OF_REPORT);
    for (const row of text.split("\n")) expect(row.length).toBeLessThanOrEqual(scene === "hostile" ? 200 : 100);
    if (scene === "hostile") return;
    const shown = (part: string) => part.replace(/[\s\u00a0\u202f]+/g, " ").replaceAll("&#39;", "'");
    const [, headline = "", next = ""] = text.split("\n\n");
    expect(shown(html).includes(shown(headline)), headline).toBe(true);
    expect(shown(html).includes(shown(next.split("\n---")[0] ?? "")), next).toBe(true);
    await expect(text).toMatchFileSnapshot(`../golden/weekly/${scene}-${language}.txt`);
  });

  it("says that it is too early, and what it takes, and shows no effect then", async () => {
    const { html, text } = await write("too_early", "en");
    expect(text).toMatch(/^Too early to say/m);
    expect(text).toMatch(/25%\s+with\s+50%\s+held\s+out/);
    expect(html).not.toMatch(/cid:|12%/);
    expect((await write("none", "fr")).text).toMatch(/^On ne peut encore rien dire/m);
  });

  it("is on the wire a text and a document with its pictures, as it was written", async () => {
    const mail = await write("seen", "fr");
    const from = { name: "Club", address: "club@example.org" };
    const addressed = { ...mail, from, to: "pat@example.org", messageId: "<w.1@example.org>", date: new Date(0) };
    const built = await createTeamMailWriter(null).build(addressed);
    if ("kind" in built) throw new Error(built.text);
    const parsed = await simpleParser(Buffer.from(built.bytes));
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.text?.trimEnd()).toBe(mail.text.trimEnd());
    expect(
      parsed.attachments.map(({ cid, content }) => [
        cid,
        content.equals(Buffer.from(mail.images.find(({ name }) => name === cid)?.png ?? [])),
      ]),
    ).toEqual([
      ["effects", true],
      ["effects-dark", true],
      ["weeks", true],
      ["weeks-dark", true],
    ]);
  });

  it("has the same pictures each time", async () => {
    const [one, other] = [await write("seen", "en"), await write("seen", "en")];
    expect(one.images.map(({ png }) => Buffer.from(png).toString("base64"))).toEqual(
      other.images.map(({ png }) => Buffer.from(png).toString("base64")),
    );
  });
});

const executablePath = requirement("chromium");

describe.skipIf(executablePath === null)("the weekly report in a browser (chromium)", { timeout: 60_000 }, () => {
  let browser: MailBrowser;
  beforeAll(async () => {
    browser = await openMailBrowser(executablePath as string);
  });
  afterAll(() => browser?.close());

  const views = Object.entries(WIDTHS).flatMap(([device, width]) =>
    (["light", "dark"] as const).map((scheme) => ({ device, width, scheme })),
  );
  const seen = (["seen", "too_early"] as const).flatMap((scene) => views.map((view) => ({ scene, ...view })));

  it.each(seen)("can be read by everybody: $scene, $device, $scheme", async ({ scene, width, scheme }) => {
    for (const [language, colour] of [
      ["fr", "#b03d0a"],
      ["en", "#ffd400"],
    ] as const) {
      const { html, images } = await write(scene, language, colour);
      const inline = images.reduce(
        (page, { name, png }) =>
          page.replaceAll(`cid:${name}"`, `data:image/png;base64,${Buffer.from(png).toString("base64")}"`),
        html,
      );
      const page = await browser.open(inline, { width, scheme, images: true });
      expect(await violationsOf(page)).toEqual([]);
      const shown = await page.evaluate(
        "[...document.images].filter((image) => image.checkVisibility()).map((image) => (image.closest('.in-dark') ? 'dark' : 'light'))",
      );
      expect(shown, "pictures of the scheme alone").toEqual(scene === "seen" ? [scheme, scheme] : []);
      const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      expect(overflow, "nothing is wider than the screen").toBeLessThanOrEqual(0);
      await page.close();
    }
    expect(browser.requests).toEqual([]);
  });
});
