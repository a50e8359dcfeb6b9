import { beforeAll, describe, expect, it } from "vitest";
import { EMAILS, model, pick, WORDING } from "../../../../test/support/sample-mail.ts";
import type { MailTemplates } from "../../../digest/mails/ports.ts";
import { openTemplates } from "./templates.ts";

describe("the shipped digest", () => {
  let templates: MailTemplates;
  beforeAll(async () => {
    templates = await openTemplates({ emailsDirectory: EMAILS });
  });

  it("shows each pick with its title, theme, summary, reason and link, in HTML and in text", () => {
    const { html, text } = templates.render("digest", WORDING, model());
    for (const part of [
      "How we cut churn",
      "Article · Pricing",
      "Three teams compared notes.",
      "Read by 214 members",
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(html).toContain('href="https://club.example/c/12?a=1&amp;b=2"');
    expect(text).toContain("\nhttps://club.example/c/12?a=1&b=2\n");
  });

  it("says why it comes, who sends it, and how to stop it", () => {
    const { html, text } = templates.render("digest", WORDING, model());
    for (const part of [
      "have not visited it for 7 days",
      "12 rue des Lilas, Paris",
      "Club SAS",
      "https://news.example/u/token",
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
  });

  it("speaks the member's language, and says so to screen readers", () => {
    const { html, text } = templates.render("digest", WORDING, model({ language: "fr" }));
    expect(html).toContain('<html lang="fr"');
    expect(text).toContain("Bonjour Anna,");
    expect(text).toContain("À (re)découvrir");
    expect(text).toContain("Me désabonner :\nhttps://news.example/u/token");
  });

  it("speaks English where it has no words of the language", () => {
    expect(templates.render("digest", WORDING, model({ language: "pt" })).text).toContain("Hello Anna,");
  });

  it("greets who has no first name", () => {
    const { subject, text } = templates.render("digest", WORDING, model({ member: {} }));
    expect(subject).toBe("How we cut churn");
    expect(text).toContain("Hello,");
  });

  it.each([
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% assign x = 1 %}",
    "&quot;",
    `' onmouseover="x`,
    "$& $1 \\u0041",
  ])("shows the title %s letter for letter", (title) => {
    const hostile = model({
      picks: [pick({ title, summary: title, reason: title, theme: title })],
      member: { firstName: title },
      brand: { ...model().brand, name: title, postalAddress: title, legal: title },
    });
    const { subject, html, text } = templates.render("digest", WORDING, hostile);
    expect(subject).toBe(`${title}, ${title}`);
    expect(text).toContain(`\n${title}\n`);
    expect(html).not.toContain("<script>");
    expect(html).not.toMatch(/<[^>]*onmouseover="/);
    const shown = html
      .replace(/<style[\s\S]*?<\/style>/g, "")
      .replace(/&#123;/g, "{")
      .replace(/&#125;/g, "}")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&#34;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, "&");
    expect(shown.split(title).length).toBeGreaterThan(7);
  });

  it("writes the subject on one line, whatever stands in it", () => {
    const wording = { ...WORDING, subject: "Hello\r\nBcc: all@x.example {{ member.firstName }}" };
    const { subject } = templates.render("digest", wording, model({ member: { firstName: "A\u0000\nB" } }));
    expect(subject).toBe("Hello Bcc: all@x.example A B");
  });

  it("never has an empty subject", () => {
    expect(templates.render("digest", { ...WORDING, subject: "{{ nothing }}" }, model()).subject).toBe("The Club");
  });

  it("shows the rule's own texts, with paragraphs, escaped", () => {
    const wording = { ...WORDING, intro: "One <b>\n\nTwo", closing: "Bye, {{ member.firstName }}", button: "Go & see" };
    const { html, text } = templates.render("digest", wording, model());
    expect(html).toContain(">One &lt;b&gt;</div>");
    expect(html).toContain(">Two</div>");
    expect(html).toContain("Bye, Anna");
    expect(html).toContain("Go &amp; see");
    expect(text).toContain("One <b>\n");
  });

  it("stays under 100 KB with fifty long contents, and links to the rest", () => {
    const long = pick({
      title: "A long title with accents éèà & <marks> ".repeat(4).trim(),
      summary: "A long summary, with « quotes » & more. ".repeat(6).trim(),
      url: `https://club.example/c/${"long-path-".repeat(20)}?utm_source=rekindle&utm_medium=email&utm_campaign=x`,
    });
    const { html, text } = templates.render(
      "digest",
      WORDING,
      model({ picks: Array.from({ length: 50 }, () => long) }),
    );
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(html).toContain("https://news.example/u/token");
    const endless = pick({ url: `https://club.example/${"x".repeat(2000)}` });
    const most = templates.render("digest", WORDING, model({ picks: Array.from({ length: 50 }, () => endless) }));
    expect(Buffer.byteLength(most.html)).toBeLessThan(100_000);
    expect(most.html).toContain('href="https://club.example/"');
    expect(text.length).toBeGreaterThan(0);
  });

  it("needs no image, and every image it has stands with words for it", () => {
    const plain = templates.render("digest", WORDING, model()).html;
    expect(plain).not.toContain("<img");
    const withImages = model({
      brand: { ...model().brand, logo: "https://club.example/logo.png" },
      picks: [pick({ image: "https://club.example/c.jpg" })],
    });
    const { html } = templates.render("digest", WORDING, withImages);
    expect(html.match(/<img/g)).toHaveLength(2);
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="/);
    expect(html).toContain('alt="The Club"');
  });

  it("loads nothing from elsewhere, and runs nothing", () => {
    const { html } = templates.render("digest", WORDING, model());
    expect(html).not.toMatch(/<script|<link|@import|fonts\.googleapis/i);
  });

  it("adapts to the dark, and to a reader's own colours", () => {
    const { html } = templates.render("digest", WORDING, model());
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toContain('<meta name="color-scheme" content="light dark"');
  });

  it("gives one member's words to no other", () => {
    const first = templates.render("digest", WORDING, model({ member: { firstName: "Anna" } }));
    const second = templates.render("digest", WORDING, model({ member: { firstName: "Bertrand" } }));
    expect(first.html).toContain("Anna");
    expect(second.html + second.text + second.subject).not.toContain("Anna");
  });

  it("names the templates there are when there is no such one", () => {
    expect(() => templates.render("newsletter", WORDING, model())).toThrow(/no mail template "newsletter"/);
    expect(templates.names).toContain("digest");
  });

  it("says which rule's text fails", () => {
    const wording = { ...WORDING, subject: "{% for i in (1..999999999) %}x{% endfor %}" };
    expect(() => templates.render("digest", wording, model())).toThrow(/rule seven-days-away/);
  });
});
