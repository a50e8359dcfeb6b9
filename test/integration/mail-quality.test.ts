import { HtmlValidate } from "html-validate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordingIn } from "../../src/digest/describe-digest.ts";
import { type MailBrowser, openMailBrowser, WIDTHS } from "../support/mail-browser.ts";
import { MAIL_HTML, violationsOf } from "../support/mail-quality.ts";
import { RULE_OF, sceneModel } from "../support/mail-scenes.ts";
import { requirement } from "../support/requirements.ts";
import { ruleFor, shippedMails, shippedRules, shippedTemplates, templates } from "../support/shipped-mails.ts";

const mails = shippedMails();
const named = mails.map((mail) => [`${mail.template}, ${mail.language}, ${mail.scene}`, mail] as const);

describe("every shipped template", () => {
  it("has a shipped rule that uses it, and each of these a text in both languages", () => {
    expect(Object.keys(RULE_OF).sort()).toEqual([...shippedTemplates].sort());
    for (const template of shippedTemplates) {
      const rule = ruleFor(template);
      expect(rule.digest.template).toBe(template);
      expect(Object.keys(rule.digest.subject).sort()).toEqual(["en", "fr"]);
    }
    expect(shippedRules.rules.filter(({ digest }) => !shippedTemplates.includes(digest.template))).toEqual([]);
  });

  const validator = new HtmlValidate(MAIL_HTML);
  it.each(named)("is valid HTML: %s", async (_, { html }) => {
    const { results } = await validator.validateString(html);
    expect(
      results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
      ),
    ).toEqual([]);
  });

  it("would not be, if a heading were left open or an image had no words", async () => {
    const [first] = mails;
    for (const [from, to] of [
      ["</h1>", ""],
      [/ alt="[^"]*"/, ""],
    ] as const) {
      const { valid } = await validator.validateString(first?.html.replace(from, to) ?? "");
      expect(valid).toBe(false);
    }
  });

  it.each(named)("says its language and its subject, and loads nothing but images: %s", (_, mail) => {
    const { html, language, subject } = mail;
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain("<title>");
    expect(subject).not.toMatch(/\{\{|\s{2}|^\s*$/);
    expect([...subject].length).toBeLessThanOrEqual(200);
    expect(html).not.toMatch(/<script|<link\b|@import|@font-face|url\(|<iframe|<form|\son\w+=/i);
    for (const [, address = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^https:\/\//);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it.each(named)("reads well as text: %s", (_, { text, html, scene }) => {
    expect(text).not.toMatch(/&(#?\w+);|<\/?\w|\{\{|\{%|undefined|null|\[object/);
    expect(text).not.toMatch(/\n\n\n|[ \t]\n|^\s|\n\n$/);
    for (const line of text.split("\n")) {
      if (/https?:/.test(line)) expect(line, "a link stands on a line of its own").toMatch(/^https:\/\/\S+$/);
      expect(line.length).toBeLessThan(scene === "long" ? 400 : 300);
    }
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
    for (const href of new Set(hrefs)) expect(text, "whatever the HTML leads to").toContain(`\n${href}\n`);
  });

  const golden = mails.filter(({ scene }) => scene === "few" || scene === "bare");
  it.each(golden)(
    "is, as text, the golden one: $template, $language, $scene",
    async ({ template, language, scene, subject, text }) => {
      const file = new URL(`../golden/mails/${template}-${language}-${scene}.txt`, import.meta.url).pathname;
      await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(file);
    },
  );

  it.each(shippedTemplates)("links to the rest where fifty contents have no room: %s", (template) => {
    const rule = ruleFor(template);
    const model = sceneModel("many", rule, "en");
    const longUrls = model.picks.map((pick, at) => ({
      ...pick,
      url: `https://club.example/${"long-".repeat(400)}${at}`,
    }));
    const { html, text } = templates.render(template, wordingIn(rule, "en"), { ...model, picks: longUrls });
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    if (longUrls.length < 50) return;
    expect(html).toContain('href="https://club.example/"');
    expect(text).toContain("There is more waiting for you on the site:\nhttps://club.example/\n");
    const shown = (part: string) => new Set(part.match(/https:\/\/club\.example\/(long-)+\d+/g));
    expect(shown(text)).toEqual(shown(html));
    expect(shown(html).size).toBeGreaterThanOrEqual(5);
  });
});

const executablePath = requirement("chromium");
describe.skipIf(executablePath === null)("every shipped template in a browser (chromium)", () => {
  let browser: MailBrowser;
  beforeAll(async () => {
    browser = await openMailBrowser(executablePath as string);
  });
  afterAll(() => browser?.close());

  const views = Object.entries(WIDTHS).flatMap(([device, width]) =>
    (["light", "dark"] as const).map((scheme) => ({ device, width, scheme })),
  );
  /** Each in all four views with its usual contents, and once with what is unusual. */
  const seen = mails
    .filter(({ scene, language }) => scene === "few" || language === "fr")
    .flatMap((mail) => (mail.scene === "few" ? views.map((view) => ({ ...mail, ...view })) : { ...mail, ...views[1] }))
    .filter(({ scene, language, device }) => scene !== "many" && (language === "en" || device === "phone"));

  it.each(seen)("can be read by everybody: $template, $language, $scene, $device, $scheme", async (mail) => {
    const { html, scene, width = WIDTHS.phone, scheme = "dark" } = mail;
    const page = await browser.open(html, { width, scheme, images: scene !== "bare" });
    expect(await violationsOf(page)).toEqual([]);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect(overflow, "nothing is wider than the screen").toBeLessThanOrEqual(0);
    await page.close();
    expect(browser.requests).toEqual([]);
  });

  it.each(["#ffd400", "#101010", "#f7f7f7", "#e4002b"])(
    "keeps its contrast with the brand colour %s",
    async (colour) => {
      for (const template of shippedTemplates) {
        const rule = ruleFor(template);
        const model = sceneModel("few", rule, "fr");
        const { html } = templates.render(template, wordingIn(rule, "fr"), {
          ...model,
          brand: { ...model.brand, colour },
        });
        for (const scheme of ["light", "dark"] as const) {
          const page = await browser.open(html, { width: WIDTHS.phone, scheme, images: true });
          expect(await violationsOf(page), `${template}, ${scheme}`).toEqual([]);
          await page.close();
        }
      }
    },
  );

  it("says all without images, the community's name in the place of its logo", async () => {
    for (const { html, template } of mails.filter(({ scene, language }) => scene === "few" && language === "en")) {
      const page = await browser.open(html, { width: WIDTHS.phone, scheme: "light", images: false });
      const shown = await page.evaluate("document.body.innerText");
      expect(shown, template).toContain("How we cut churn by a third without a single discount");
      expect(await page.getByAltText("Club Ormeau").count(), template).toBe(1);
      for (const link of await page.getByRole("link").all()) {
        expect(((await link.textContent()) ?? "").trim(), `${template}: a link has words`).not.toBe("");
      }
      await page.close();
    }
  });

  it("would be found wanting, if a text were pale or a link empty", async () => {
    const html = mails[0]?.html.replaceAll("#4b5563", "#c0c4cc").replace(/(<a [^>]*>)[^<]+(<\/a>)/, "$1$2") ?? "";
    const page = await browser.open(html, { width: WIDTHS.desktop, scheme: "light", images: true });
    const found = (await violationsOf(page)).map((violation) => violation.split(":")[0]);
    expect(found).toEqual(expect.arrayContaining(["color-contrast", "link-name"]));
  });
});
